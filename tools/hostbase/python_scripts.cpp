// SPDX-License-Identifier: GPL-3.0-or-later
#include "macro_texts.hpp"

namespace rpmworks::hostbase {

namespace {

// Like Fedora's pathfix.py with -p -n -k: keeps flags of the old line and the file's times.
constexpr std::string_view k_py3_shebang_fix = R"py(import os, re, sys

interpreter, *paths = sys.argv[1:]
pattern = re.compile(rb"#!.*python[^\s]*")

def fix(path):
    with open(path, "rb") as file:
        line, rest = file.readline(), file.read()
    fixed = pattern.sub(b"#!" + os.fsencode(interpreter), line, count=1) if pattern.match(line) else line
    if fixed == line:
        return
    status = os.stat(path)
    aside = path + "@shebang"
    with open(aside, "wb") as file:
        file.write(fixed + rest)
    os.chmod(aside, status.st_mode & 0o7777)
    os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.rename(aside, path)
    print(f"{path}: {interpreter}")

for path in paths:
    if os.path.isdir(path):
        for folder, folders, files in os.walk(path):
            folders.sort()
            for name in sorted(files):
                found = os.path.join(folder, name)
                if name.endswith(".py") and not os.path.islink(found):
                    fix(found)
    elif os.path.isfile(path):
        if not os.path.islink(path):
            fix(path)
    else:
        sys.exit(f"%py3_shebang_fix: there is no file or folder {path}")
)py";

constexpr std::string_view k_python_bytecompile = R"py(import compileall, sys

buildroot, folder, fatal = sys.argv[1:]
good = compileall.compile_dir(buildroot + folder, maxlevels=100, quiet=1, optimize=[0, 1], stripdir=buildroot,
                              prependdir="/")
if not good and fatal != "0":
    sys.exit("a Python module cannot be compiled; %global _python_bytecompile_errors_terminate_build 0 permits that")
)py";

}  // namespace

std::string_view py3_shebang_fix() {
  return k_py3_shebang_fix;
}

std::string_view python_bytecompile() {
  return k_python_bytecompile;
}

}  // namespace rpmworks::hostbase
