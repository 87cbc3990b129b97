"""Network devices: opened, fetched, restored, looked at; what their baselines want of them."""
