"""x"""


def measure(folder, scale):
    pass
