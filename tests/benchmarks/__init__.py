"""What Parvis costs, measured: `make bench`. No test asserts a time."""
