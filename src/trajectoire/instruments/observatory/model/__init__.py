"""What the observatory computes: pure functions of its inputs."""
