// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytecode.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "process/process.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

// "3.11"; empty without Python.
std::string python_version() {
  const auto found =
      run({.argv = {"/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"}});
  return std::string(trim(found.out));
}

const std::string k_modules = "/usr/lib/python3/dist-packages/";

std::vector<Entry> unpacked(const fs::path& root) {
  test::write_bytes(root.string() + k_modules + "x.py", "answer = 42\n");
  test::write_bytes(root.string() + k_modules + "p/old.py", "print 'Python 2'\n");
  test::write_bytes(root.string() + k_modules + "p/y.py", "import x\n");
  test::write_bytes(root.string() + "/usr/share/tool/z.py", "answer = 1\n");
  fs::create_symlink("/etc/hostname", root.string() + k_modules + "link.py");
  return {{.path = k_modules + "link.py", .kind = Entry::Kind::link, .target = "/etc/hostname"},
          {.path = k_modules + "p", .kind = Entry::Kind::folder},
          {.path = k_modules + "p/old.py"},
          {.path = k_modules + "p/y.py"},
          {.path = k_modules + "x.py"},
          {.path = "/usr/share/tool/z.py"}};
}

}  // namespace

TEST_CASE("modules get byte code that Python accepts, the same wherever it is made") {
  const std::string version = python_version();
  if (version.empty()) {
    MESSAGE("SKIP: there is no /usr/bin/python3");
    return;
  }
  const PythonCompiler compiler(version);
  CHECK_FALSE(compiler.identity().empty());
  const TempDir work(fs::temp_directory_path(), "bytecode-");
  std::string tag = "cpython-" + version;
  tag.erase(tag.find('.'), 1);
  std::vector<std::string> bytes;
  for (const std::string place : {"one", "elsewhere"}) {
    const fs::path root = work.path() / place;
    auto entries = unpacked(root);
    const fs::path source = root.string() + k_modules + "x.py";
    fs::last_write_time(source, fs::file_time_type::clock::now() - std::chrono::hours(24 * 365));
    if (place != "one")
      fs::last_write_time(source, fs::last_write_time(work.path().string() + "/one" + k_modules + "x.py"));
    compiler.compile(root, entries);
    std::vector<std::string> made;
    for (const auto& entry : entries)
      if (entry.path.find("__pycache__") != std::string::npos) made.push_back(entry.path);
    CHECK(made == std::vector<std::string>{
                      k_modules + "__pycache__", k_modules + "__pycache__/x." + tag + ".pyc",
                      k_modules + "p/__pycache__", k_modules + "p/__pycache__/y." + tag + ".pyc"});
    CHECK(std::is_sorted(entries.begin(), entries.end(),
                         [](const Entry& a, const Entry& b) { return a.path < b.path; }));
    CHECK_FALSE(fs::exists(root / "usr/share/tool/__pycache__"));
    bytes.push_back(read_file(root.string() + k_modules + "__pycache__/x." + tag + ".pyc"));

    const auto imported = run_checked({.argv = {"/usr/bin/python3", "-B", "-v", "-c", "import x"},
                                       .env = {{{"PYTHONPATH", root.string() + k_modules}}}},
                                      "importing");
    CHECK(imported.err.find("x." + tag + ".pyc matches") != std::string::npos);
  }
  CHECK(bytes[0] == bytes[1]);
  CHECK(bytes[0].find(work.path().string()) == std::string::npos);
}

TEST_CASE("without the interpreter nothing is compiled") {
  const TempDir work(fs::temp_directory_path(), "bytecode-");
  const PythonCompiler compiler("2.0");
  CHECK(compiler.identity().empty());
  auto entries = unpacked(work.path());
  const auto before = entries;
  compiler.compile(work.path(), entries);
  CHECK(entries == before);
}
