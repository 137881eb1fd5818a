from .heron import *
from .kestrel import *
