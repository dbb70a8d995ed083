package io.github.dino4j.torch.pickle;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which functions and classes a pickle may name. Nothing is ever imported or run here, whatever it
 * names; the judgement tells apart what trainers leave beside weights, which is read past, and what
 * weights never need, which is refused so that nobody loads such a file elsewhere.
 */
final class PickleNames {
  /** What a name stands for. */
  enum Kind {
    /** Data, or an object that is no more than data. */
    DATA,
    /** A function of somebody's package: it may be referred to, and calling it is refused. */
    FUNCTION,
    /** Of PyTorch or NumPy, and none of those that rebuild data. */
    UNKNOWN,
    /** Of Python itself, and none of those that rebuild data: the tools of hostile files. */
    HOSTILE
  }

  private static final Set<String> DATA =
      words(
          """
          argparse.Namespace array.array array._array_reconstructor _codecs.encode
          collections.ChainMap collections.OrderedDict collections.Counter collections.UserDict
          collections.UserList collections.UserString collections.defaultdict collections.deque
          copy_reg._reconstructor copyreg._reconstructor copyreg.__newobj__ copyreg.__newobj_ex__
          datetime.date datetime.datetime datetime.time datetime.timedelta datetime.timezone
          decimal.Context decimal.Decimal fractions.Fraction functools.partial http.HTTPStatus
          io.BytesIO io.StringIO ipaddress.IPv4Address ipaddress.IPv4Network ipaddress.IPv6Address
          ipaddress.IPv6Network itertools.chain itertools.count itertools.cycle itertools.repeat
          logging.Logger logging.getLogger operator.itemgetter random.Random re._compile
          signal.Signals string.Template struct.Struct time.struct_time types.SimpleNamespace
          uuid.SafeUUID uuid.UUID zoneinfo.ZoneInfo zoneinfo.ZoneInfo._unpickle
          pathlib.Path pathlib.PosixPath pathlib.PurePath pathlib.PurePosixPath
          pathlib.PureWindowsPath pathlib.WindowsPath pathlib._local.Path pathlib._local.PosixPath
          pathlib._local.PurePath pathlib._local.PurePosixPath pathlib._local.PureWindowsPath
          pathlib._local.WindowsPath
          numpy.dtype numpy.matrix numpy.ndarray numpy.poly1d numpy.recarray numpy.record
          numpy.core.multiarray._reconstruct numpy._core.multiarray._reconstruct
          numpy.core.multiarray.scalar numpy._core.multiarray.scalar
          numpy.core.numeric._frombuffer numpy._core.numeric._frombuffer
          numpy.ma.MaskedArray numpy.ma.core.MaskedArray numpy.ma.core._mareconstruct numpy.rec.recarray
          numpy.random._pickle.__bit_generator_ctor numpy.random._pickle.__generator_ctor
          numpy.random._pickle.__randomstate_ctor numpy.random.mtrand.RandomState
          numpy.random.__RandomState_ctor numpy.random._generator.Generator
          numpy.random.bit_generator.SeedSequence
          numpy.random.bit_generator.__pyx_unpickle_SeedSequence
          torch.Generator torch.Size torch.Tensor torch.device torch.finfo torch.iinfo
          torch.strided torch.sparse_coo torch.sparse_csr torch.sparse_csc torch.sparse_bsr
          torch.sparse_bsc torch.jagged torch.contiguous_format torch.channels_last
          torch.channels_last_3d torch.preserve_format torch.per_tensor_affine
          torch.per_channel_affine torch.serialization._get_layout torch.torch_version.TorchVersion
          torch._tensor._rebuild_from_type_v2 torch._C._nn.gelu
          torch._utils._rebuild_device_tensor_from_numpy torch._utils._rebuild_meta_tensor_no_storage
          torch._utils._rebuild_nested_tensor torch._utils._rebuild_parameter
          torch._utils._rebuild_parameter_with_state torch._utils._rebuild_qtensor
          torch._utils._rebuild_sparse_csr_tensor torch._utils._rebuild_sparse_tensor
          torch._utils._rebuild_tensor torch._utils._rebuild_tensor_v2
          torch._utils._rebuild_tensor_v3 torch._utils._rebuild_wrapper_subclass
          torch.distributed.remote_device._remote_device
          torch.distributed._remote_device._remote_device
          """);

  private static final Set<String> BUILTINS =
      words(
          """
          Ellipsis NotImplemented bool bytearray bytes complex dict float frozenset int list long
          object range set slice str tuple type unicode xrange
          """);

  /** Modules whose functions and classes compute with numbers or describe types, all of them. */
  private static final Pattern NUMBERS =
      Pattern.compile("math|cmath|numpy\\.dtypes|torch\\.nn\\.functional|torch\\.nn\\.init");

  private static final Pattern ELEMENT_TYPES =
      Pattern.compile(
          "torch\\.(u?int\\d+|b?float\\d+(_\\w+)?|complex\\d+|qu?int\\w+|bits\\w+|bool|\\w+Storage)"
              + "|torch\\.(storage\\.)?(UntypedStorage|TypedStorage)"
              + "|numpy\\.(u?int\\w*|float\\w*|complex\\w*|bool_?|str_|bytes_|void|object_|datetime64|timedelta64|longlong|ulonglong|longdouble)"
              + "|numpy\\.random\\._[a-z0-9]+\\.[A-Z]\\w+");

  /** Classes of these are types, or objects of training: layers, optimisers, schedules, shards. */
  private static final Pattern TRAINING =
      Pattern.compile(
          "typing|torch\\.(nn|optim|amp|cuda\\.amp|distributions|utils\\.data|distributed\\.(_shard|_tensor|tensor|fsdp|device_mesh|algorithms))(\\..*)?");

  private static final Pattern ERRORS =
      Pattern.compile("(builtins|exceptions)\\.[A-Z]\\w*(Error|Exception|Warning)");

  private static final Set<String> PYTHON =
      words(
          """
          Queue SocketServer StringIO Tkinter __builtin__ abc aifc antigravity
          argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb
          binascii bisect builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb
          chunk cmath cmd code codecs codeop collections colorsys commands compileall
          concurrent configparser contextlib contextvars copy copy_reg copyreg crypt
          csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils
          doctest dummy_thread email encodings ensurepip enum errno exceptions
          faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc
          genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
          html http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress
          itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap
          marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc
          nis nntplib nt ntpath nturl2path numbers opcode operator optparse os os2
          ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib
          popen2 poplib posix posixpath pprint profile pstats pty pwd py_compile
          pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib
          resource rlcompleter runpy sched secrets select selectors shelve shlex
          shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
          sre_compile sre_constants sre_parse ssl stat statistics string stringprep
          struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile
          telnetlib tempfile termios textwrap this thread threading time timeit
          tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
          turtledemo types typing unicodedata unittest urllib urllib2 uu uuid venv
          warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc
          zipapp zipfile zipimport zlib zoneinfo
          """);

  private PickleNames() {}

  private static Set<String> words(String text) {
    return Set.copyOf(Arrays.asList(text.strip().split("\\s+")));
  }

  static Kind of(String module, String attribute) {
    String name = module + "." + attribute;
    if (DATA.contains(name)
        || (isBuiltin(module) && BUILTINS.contains(attribute))
        || (NUMBERS.matcher(module).matches() && attribute.indexOf('.') < 0)
        || ELEMENT_TYPES.matcher(name).matches()
        || ERRORS.matcher(name).matches()
        || (TRAINING.matcher(module).matches() && isClass(attribute))) {
      return Kind.DATA;
    }
    if (isBuiltin(module) && attribute.equals("getattr")) {
      return Kind.FUNCTION;
    }
    String top = module.split("\\.", 2)[0];
    if (PYTHON.contains(top) || (top.startsWith("_") && !top.equals("__main__"))) {
      return Kind.HOSTILE;
    }
    if (top.equals("torch") || top.equals("numpy")) {
      return Kind.UNKNOWN;
    }
    return isClass(attribute) ? Kind.DATA : Kind.FUNCTION;
  }

  /** Of an attribute of a class: a member of an enumeration, or a function of the class. */
  static Kind ofAttribute(String name) {
    return isClass(name) ? Kind.DATA : Kind.FUNCTION;
  }

  private static boolean isBuiltin(String module) {
    return module.equals("builtins") || module.equals("__builtin__");
  }

  /** By Python's convention: every part begins with a capital letter. */
  private static boolean isClass(String attribute) {
    return Arrays.stream(attribute.split("\\.", -1))
        .allMatch(part -> part.matches("_*\\p{Lu}\\w*"));
  }
}
