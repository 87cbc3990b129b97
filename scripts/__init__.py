"""What make calls: the setup of this machine, the demo."""
