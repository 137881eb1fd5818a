/** A model made up for the tests, in the form that the library's models have. */
export const TINYNET_PATH = "torchvision/models/tinynet.py";

export const TINYNET = `from torch import nn

from ._api import register_model

__all__ = ["TinyNet", "tinynet_s", "tinynet_b"]


class TinyNet(nn.Module):
    def __init__(self, norm_layer: Callable[..., nn.Module] = nn.BatchNorm2d) -> None:
        super().__init__()
        _log_api_usage_once(self)
        self.norm = norm_layer(64)


@register_model()
def tinynet_s(*, weights=None, progress: bool = True, **kwargs: Any) -> TinyNet:
    return TinyNet(**kwargs)


@register_model()
def tinynet_b(*, weights=None, progress: bool = True, **kwargs: Any) -> TinyNet:
    return TinyNet(**kwargs)
`;

/** The model as a new file, with further files beside it. */
export const withTinynet = (head: Readonly<Record<string, string>> = {}) => ({
  head: { [TINYNET_PATH]: TINYNET, ...head },
});

/** A quantized variant alone. */
export const QUANTIZED = {
  "torchvision/models/quantization/tinynet.py":
    "def tinynet_s(pretrained=False, quantize=False, **kwargs):\n    return QuantizableTinyNet(**kwargs)\n",
};
