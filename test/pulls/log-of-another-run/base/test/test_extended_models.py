import pytest
import torchvision
from torchvision import models


@pytest.mark.parametrize("model_fn", [models.get_model_builder(name) for name in models.list_models()])
def test_schema_meta_validation(model_fn):
    classification_fields = ["categories", "num_params", "recipe", "_metrics"]
    defaults = {
        "all": {"_metrics", "min_size", "num_params", "recipe", "_docs"},
        "models": classification_fields,
    }
    for weights in models.get_model_weights(model_fn):
        missing = {field for field in defaults["all"] if field not in weights.meta}
        assert not missing
