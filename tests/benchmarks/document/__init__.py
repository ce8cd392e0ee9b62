"""Requests generated from the OpenAPI document: how the answers differ from what it says."""
