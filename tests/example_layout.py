"""example_layout.py EXAMPLE - prints a C program that fails where a structure of EXAMPLE, a module that describes
newsdup.h to ctypes, is not the one of the header: another size, or a field elsewhere."""
import ctypes
import importlib.util
import sys

sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("example", sys.argv[1])
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)

print("#include <newsdup.h>\n#include <stdio.h>\n")
print('#define CHECK(what, is, want) ((is) == (want) ? 0 : (printf("%s: %zu, not %d\\n", what, (size_t)(is), want), 1))\n')
print("int main(void) {\n    int bad = 0;")
for name, kind in vars(example).items():
    if not (isinstance(kind, type) and issubclass(kind, ctypes.Structure)) or kind is ctypes.Structure:
        continue
    print('    bad |= CHECK("%s", sizeof(%s), %d);' % (name, name, ctypes.sizeof(kind)))
    for field, _ in kind._fields_:
        member = field.rstrip("_")
        print('    bad |= CHECK("%s.%s", offsetof(%s, %s), %d);'
              % (name, member, name, member, getattr(kind, field).offset))
print("    return bad;\n}")
