// A device that computes on the processor and refuses what a GPU refuses: tensors of two devices in
// one operation, and random numbers from another device's generator.
//
// It takes the place that torch keeps for backends of others (PrivateUse1). Its memory is ordinary
// memory; operations are the processor's own, reached by torch's fallback.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_local_scalar_dense_native.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/extension.h>
#include <torch/library.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;
const c10::Device kDevice(kType, 0);
const c10::Stream kStream(c10::Stream::DEFAULT, kDevice);

// One device with one stream, on which everything is done as soon as it is asked for.
struct Guard final : c10::impl::DeviceGuardImplInterface {
  static constexpr auto static_type = kType;
  c10::DeviceType type() const override { return kType; }
  c10::Device exchangeDevice(c10::Device) const override { return kDevice; }
  c10::Device getDevice() const override { return kDevice; }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const noexcept override { return kStream; }
  c10::Stream getNewStream(c10::Device, int) const override { return kStream; }
  c10::Stream exchangeStream(c10::Stream) const noexcept override { return kStream; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  void record(void**, const c10::Stream&, c10::DeviceIndex, c10::EventFlag) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
  void destroyEvent(void*, c10::DeviceIndex) const noexcept override {}
  bool queryStream(const c10::Stream&) const override { return true; }
  void synchronizeStream(const c10::Stream&) const override {}
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard);

void release(void* memory) { c10::free_cpu(memory); }

struct Memory final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void* memory = bytes == 0 ? nullptr : c10::alloc_cpu(bytes);
    return {memory, memory, &release, kDevice};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    std::memcpy(to, from, bytes);
  }
};
Memory memory;
REGISTER_ALLOCATOR(kType, &memory);

// The processor's generator under this device's name; operations of the processor check the name.
struct Numbers final : at::CPUGeneratorImpl {
  Numbers() { device_ = kDevice; }
  void name(c10::Device device) { device_ = device; }
};

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::Device getDeviceFromPtr(void*) const override { return kDevice; }
  c10::Allocator* getPinnedMemoryAllocator() const override { return c10::GetAllocator(c10::kCPU); }
  void init() const override {}
  at::Generator getNewGenerator(c10::DeviceIndex) const override {
    return at::make_generator<Numbers>();
  }
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override {
    static const at::Generator generator = at::make_generator<Numbers>();
    return generator;
  }
};
Hooks hooks;

using Options = std::optional<at::ScalarType>;
constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

at::Tensor empty(at::IntArrayRef size, Options type, std::optional<at::Layout>,
                 std::optional<at::Device>, std::optional<bool>,
                 std::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory, kKeys, at::dtype_or_default(type), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, Options type,
                         std::optional<at::Layout>, std::optional<at::Device>,
                         std::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &memory, kKeys,
                                           at::dtype_or_default(type));
}

// The same memory as a tensor of the processor.
at::Tensor on_processor(const at::Tensor& tensor) {
  if (tensor.device().is_cpu()) return tensor;
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(),
                       tensor.options().device(at::kCPU));
}

at::Tensor copied(const at::Tensor& from, const at::Tensor& to, bool) {
  on_processor(to).copy_(on_processor(from));
  return to;
}

const at::Tensor& resized(const at::Tensor& tensor, c10::SymIntArrayRef size,
                          std::optional<at::MemoryFormat>) {
  const auto sizes = C10_AS_INTARRAYREF_SLOW(size);
  const size_t bytes = c10::multiply_integers(sizes) * tensor.element_size();
  auto* storage = tensor.storage().unsafeGetStorageImpl();
  if (storage->nbytes() < bytes) {
    auto larger = memory.allocate(bytes);
    if (storage->nbytes() > 0) std::memcpy(larger.get(), storage->data(), storage->nbytes());
    storage->set_data_ptr_noswap(std::move(larger));
    storage->set_nbytes(bytes);
  }
  tensor.unsafeGetTensorImpl()->set_sizes_contiguous(sizes);
  return tensor;
}

at::Tensor copied_and_resized(const at::Tensor& from, const at::Tensor& to) {
  if (from.sizes() != to.sizes()) resized(to, from.sym_sizes(), std::nullopt);
  return copied(from, to, false);
}

at::Scalar number(const at::Tensor& tensor) {
  return at::native::_local_scalar_dense_cpu(on_processor(tensor));
}

// Places may be named by indices of the processor's, on a GPU too.
const std::set<std::string> kMayMix = {"aten::index", "aten::index_put_", "aten::index_put",
                                       "aten::_index_put_impl_"};

struct Seen {
  bool here = false, processor = false;
  std::vector<Numbers*> numbers;

  void see(const c10::IValue& value, const std::string& operation) {
    if (value.isTensor() && value.toTensor().defined()) {
      const auto& tensor = value.toTensor();
      here |= tensor.device().type() == kType;
      processor |= tensor.device().is_cpu() && tensor.dim() > 0;
    } else if (value.isList()) {
      for (const c10::IValue& each : value.toListRef()) see(each, operation);
    } else if (value.isGenerator()) {
      auto* generator = value.toGenerator().unsafeGetGeneratorImpl();
      TORCH_CHECK(generator->device().type() == kType, operation,
                  " draws from a generator of another device");
      numbers.push_back(static_cast<Numbers*>(generator));
    }
  }
};

struct Renamed {
  explicit Renamed(const std::vector<Numbers*>& numbers) : numbers_(numbers) {
    for (auto* each : numbers_) each->name(at::kCPU);
  }
  ~Renamed() {
    for (auto* each : numbers_) each->name(kDevice);
  }
  const std::vector<Numbers*>& numbers_;
};

void any_other(const c10::OperatorHandle& operation, torch::jit::Stack* stack) {
  const auto& schema = operation.schema();
  Seen seen;
  for (const auto& value : torch::jit::last(*stack, schema.arguments().size())) {
    seen.see(value, schema.name());
  }
  TORCH_CHECK(!(seen.here && seen.processor) || kMayMix.count(schema.name()) > 0, schema.name(),
              " has tensors of two devices");
  const Renamed renamed(seen.numbers);
  at::native::cpu_fallback(operation, stack);
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("_copy_from", &copied);
  library.impl("_copy_from_and_resize", &copied_and_resized);
  library.impl("resize_", &resized);
  library.impl("_local_scalar_dense", &number);
  library.impl("view", &at::native::view);
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("unfold", &at::native::unfold);
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&any_other>());
}

}  // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("set_up", [] { at::RegisterPrivateUse1HooksInterface(&hooks); });
}
