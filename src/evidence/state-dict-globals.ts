/**
 * What a global of a checkpoint's pickle is for. `needed`: a state dict is made of it. `unneeded`: harmless, but it belongs to a
 * training run or to plain data. `unexpected`: anything else; loading the file runs code that a state dict has no use for.
 */
export type GlobalUse = "needed" | "unneeded" | "unexpected";

/**
 * What `torch.load(…, weights_only=True)` takes for tensors and the dictionaries that hold them. Each is named by itself:
 * `torch.storage` also has `_load_from_bytes`, which loads a pickle of its own.
 */
const NEEDED: ReadonlySet<string> = new Set([
  "collections.OrderedDict",
  "torch.Size",
  "torch.Tensor",
  "torch.device",
  "torch.nn.parameter.Parameter",
  "torch.nn.parameter.Buffer",
  "torch.serialization._get_layout",
  "torch._tensor._rebuild_from_type_v2",
  "torch._tensor._rebuild_from_type",
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor_v3",
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
  "torch._utils._rebuild_qtensor",
  "torch._utils._rebuild_sparse_tensor",
  "torch._utils._rebuild_sparse_csr_tensor",
  "torch._utils._rebuild_meta_tensor_no_storage",
  "torch._utils._rebuild_nested_tensor",
  "torch._utils._rebuild_wrapper_subclass",
  "torch._utils._rebuild_device_tensor_from_numpy",
  "torch._utils._rebuild_device_tensor_from_cpu_tensor",
  "torch.storage.TypedStorage",
  "torch.storage.UntypedStorage",
  "torch.storage._TypedStorage",
  "torch.storage._UntypedStorage",
]);
const STORAGE =
  /^torch\.(?:cuda\.)?(?:Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool|ComplexFloat|ComplexDouble|QInt8|QUInt8|QInt32|QUInt4x2|QUInt2x4|Untyped)Storage$/;
const DTYPE =
  /^torch\.(?:float(?:8_\w{1,12}|16|32|64)?|double|half|bfloat16|u?int(?:8|16|32|64)?|short|long|bool|complex(?:32|64|128)|cfloat|cdouble|qint8|quint8|qint32|quint4x2|quint2x4|per_(?:tensor|channel)_(?:affine|symmetric)(?:_float_qparams)?)$/;

/** Plain data, and what training scripts put beside the weights: arguments, counters, paths, dates, NumPy's scalars and arrays. */
const UNNEEDED: ReadonlySet<string> = new Set([
  "argparse.Namespace",
  "collections.Counter",
  "collections.defaultdict",
  "collections.deque",
  "types.SimpleNamespace",
  "copyreg._reconstructor",
  "copy_reg._reconstructor",
  "_codecs.encode",
  "pathlib.Path",
  "pathlib.PosixPath",
  "pathlib.PurePosixPath",
  "pathlib.WindowsPath",
  "pathlib.PureWindowsPath",
  "datetime.datetime",
  "datetime.date",
  "datetime.time",
  "datetime.timedelta",
  "datetime.timezone",
  "numpy.ndarray",
  "numpy.dtype",
  "torch.torch_version.TorchVersion",
]);
const NUMPY =
  /^numpy\.(?:_?core\.multiarray\.(?:scalar|_reconstruct)|dtypes\.\w{1,40}DType|(?:float|u?int|complex)\d{1,3}|bool_?|str_|bytes_)$/;
const BUILTIN =
  /^(?:builtins|__builtin__)\.(?:set|frozenset|list|dict|tuple|int|long|float|complex|bool|str|unicode|bytes|bytearray|object|slice|range|xrange)$/;

export function judgeGlobal(name: string): GlobalUse {
  if (NEEDED.has(name) || STORAGE.test(name) || DTYPE.test(name)) return "needed";
  return UNNEEDED.has(name) || NUMPY.test(name) || BUILTIN.test(name) ? "unneeded" : "unexpected";
}
