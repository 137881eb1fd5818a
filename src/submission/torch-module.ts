import type { ClassDefinition, PythonModule } from "./python/python-module.ts";

const MODULE_BASE = /(?:^|\.)(?:Module|Sequential|ModuleList|ModuleDict)$/;
/** Endings of imported base classes that are no layers: types, data and tools that models files also define. */
const OTHER_BASE =
  /(?:Enum|Flag|Weights|Dataset|Exception|Error|Warning|Tuple|Dict|List|Mapping|Protocol|ABC|Generic|Transform|Tracer|Interpreter|Optimizer|Function|Config|TestCase|object)$/;

/** Answers so far, so that each class of a file is judged once; a class that derives from itself derives from no layer. */
const ANSWERS = new WeakMap<ClassDefinition, boolean>();

/** Whether a class derives from `nn.Module`, as far as its own file and the shape of imported names tell. */
export function isTorchModule(definition: ClassDefinition, module: PythonModule): boolean {
  const known = ANSWERS.get(definition);
  if (known !== undefined) return known;
  ANSWERS.set(definition, false);
  const answer = definition.bases.some((base) => {
    if (MODULE_BASE.test(base)) return true;
    const local = module.classes.find((other) => other.name === base && other !== definition);
    if (local !== undefined) return isTorchModule(local, module);
    const last = base.slice(base.lastIndexOf(".") + 1);
    return /^_?[A-Z]\w*$/.test(last) && !OTHER_BASE.test(last);
  });
  ANSWERS.set(definition, answer);
  return answer;
}
