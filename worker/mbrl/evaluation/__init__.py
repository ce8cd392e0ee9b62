"""Diagnostics: how far the model can be trusted, measured on episodes never trained on."""
