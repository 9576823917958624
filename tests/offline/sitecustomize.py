"""Read by every Python that starts with this folder on PYTHONPATH."""

import no_network

no_network.install()
