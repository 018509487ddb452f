"""The clerk's screens of the acts: their list, their form, the steps of their life, registers and notice board."""
