dependencies = ["torch"]

from torchvision.models import get_model_weights, get_weight
from torchvision.models.kestrel import kestrel_b, kestrel_s
