import type { ClassDefinition, PythonModule } from "./python/python-module.ts";

const MODULE_BASE = /(?:^|\.)(?:Module|Sequential|ModuleList|ModuleDict)$/;
/** Endings of imported base classes that are no layers: types, data and tools that models files also define. */
const OTHER_BASE =
  /(?:Enum|Flag|Weights|Dataset|Exception|Error|Warning|Tuple|Dict|List|Mapping|Protocol|ABC|Generic|Transform|Tracer|Interpreter|Optimizer|Function|Config|TestCase|object)$/;
const DEPTH = 8;

/** Whether a class derives from `nn.Module`, as far as its own file and the shape of imported names tell. */
export function isTorchModule(definition: ClassDefinition, module: PythonModule, depth = 0): boolean {
  if (depth > DEPTH) return false;
  return definition.bases.some((base) => {
    if (MODULE_BASE.test(base)) return true;
    const local = module.classes.find((other) => other.name === base && other !== definition);
    if (local !== undefined) return isTorchModule(local, module, depth + 1);
    const last = base.slice(base.lastIndexOf(".") + 1);
    return /^[A-Z]\w*$/.test(last) && !OTHER_BASE.test(last);
  });
}
