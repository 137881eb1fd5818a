from .kestrel import *
