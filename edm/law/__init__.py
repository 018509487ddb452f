"""The law, as pure functions and dated tables; plain Python, each function cites its article."""
