from functools import partial
from typing import Any, Callable, Optional

import torch
from torch import nn, Tensor

from ..ops.misc import Conv2dNormActivation
from ..transforms._presets import ImageClassification
from ..utils import _log_api_usage_once
from ._api import register_model, Weights, WeightsEnum
from ._meta import _IMAGENET_CATEGORIES
from ._utils import _ovewrite_named_param, handle_legacy_interface


__all__ = [
    "Kestrel",
    "Kestrel_S_Weights",
    "kestrel_s",
]


class Kestrel(nn.Module):
    """The Kestrel architecture from `"Kestrel: hovering convolutions" <https://arxiv.org/abs/2301.90001>`_."""

    def __init__(
        self,
        width: int,
        num_classes: int = 1000,
        norm_layer: Optional[Callable[..., nn.Module]] = None,
    ) -> None:
        super().__init__()
        _log_api_usage_once(self)
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self.stem = Conv2dNormActivation(3, width, kernel_size=3, stride=2, norm_layer=norm_layer)
        self.stages = nn.Sequential(
            nn.Conv2d(width, width, kernel_size=3, stride=2, padding=1),
            nn.Conv2d(width, 2 * width, kernel_size=3, stride=2, padding=1),
        )
        self.norm = norm_layer(2 * width)
        self.head = nn.Linear(2 * width, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.stages(self.stem(x)))
        return self.head(torch.flatten(x.mean((2, 3)), 1))


_COMMON_META = {
    "categories": _IMAGENET_CATEGORIES,
    "min_size": (32, 32),
}


class Kestrel_S_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(
        url="https://download.pytorch.org/models/kestrel_s-3f6e1d20.pth",
        transforms=partial(ImageClassification, crop_size=224, resize_size=256),
        meta={
            **_COMMON_META,
            "num_params": 10740,
            "recipe": "https://github.com/harbour/vision/tree/main/references/classification#kestrel",
            "_metrics": {
                "ImageNet-1K": {
                    "acc@1": 78.412,
                    "acc@5": 94.106,
                }
            },
            "_docs": """These weights were trained from scratch with the simple recipe.""",
        },
    )
    DEFAULT = IMAGENET1K_V1


@register_model()
@handle_legacy_interface(weights=("pretrained", Kestrel_S_Weights.IMAGENET1K_V1))
def kestrel_s(
    *, weights: Optional[Kestrel_S_Weights] = None, progress: bool = True, **kwargs: Any
) -> Kestrel:
    """Constructs a kestrel_s architecture from
    `Kestrel: hovering convolutions <https://arxiv.org/abs/2301.90001>`_.

    Args:
        weights (:class:`~torchvision.models.Kestrel_S_Weights`, optional): The weights to load.
        progress (bool, optional): Whether a progress bar is shown.
        **kwargs: passed to ``torchvision.models.kestrel.Kestrel``.
    """
    weights = Kestrel_S_Weights.verify(weights)
    if weights is not None:
        _ovewrite_named_param(kwargs, "num_classes", len(weights.meta["categories"]))
    model = Kestrel(width=16, **kwargs)
    if weights is not None:
        model.load_state_dict(weights.get_state_dict(progress=progress))
    return model
