"""From the typed plant to the flow graph, with its checks."""

from . import late_fortran

late_fortran.let_wait()  # before anything loads scipy
