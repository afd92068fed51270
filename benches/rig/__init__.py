"""Measures the product beside its peers. See `../peers.py`."""
