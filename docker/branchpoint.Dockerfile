# Two images from one file: `api` (the web process and the page, no torch) and `worker` (trains).
#   docker build -f docker/branchpoint.Dockerfile --target api .

FROM python:3.11-slim-trixie AS packages
WORKDIR /build
RUN python -m venv /opt/branchpoint
COPY requirements/runtime.txt requirements/runtime.txt
RUN /opt/branchpoint/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.txt

FROM packages AS packages-with-torch
# A CPU or a CUDA build: --build-arg TORCH_SPEC="..."; empty takes the line in requirements/torch.txt.
ARG TORCH_SPEC=""
COPY requirements/torch.txt requirements/torch.txt
# Unquoted, because a spec may carry options of pip.
# hadolint ignore=SC2086
RUN /opt/branchpoint/bin/pip install --no-cache-dir ${TORCH_SPEC:--r requirements/torch.txt} \
    && /opt/branchpoint/bin/pip check

FROM node:24-trixie-slim AS page
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
# The guide, which the page shows under Help.
COPY docs/ /build/docs/
RUN npm run build

FROM python:3.11-slim-trixie AS base
RUN useradd --uid 10001 --create-home branchpoint \
    && install --directory --owner branchpoint --group branchpoint --mode 0700 /data
ENV PATH=/opt/branchpoint/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app \
    BRANCHPOINT_DATA=/data
WORKDIR /app
COPY docker/branchpoint /usr/local/bin/branchpoint
COPY migrations/ migrations/
COPY backend/ backend/
USER 10001
VOLUME /data
ENTRYPOINT ["branchpoint"]

FROM base AS api
COPY --from=packages /opt/branchpoint /opt/branchpoint
COPY --from=page /build/frontend/dist frontend/dist
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('BRANCHPOINT_PORT', '8710') + '/api/v1/ready', timeout=4)"]
CMD ["api"]

FROM base AS worker
COPY --from=packages-with-torch /opt/branchpoint /opt/branchpoint
COPY worker/ worker/
HEALTHCHECK --interval=20s --timeout=10s --start-period=30s --retries=3 \
    CMD ["branchpoint", "worker", "--check"]
CMD ["worker"]
