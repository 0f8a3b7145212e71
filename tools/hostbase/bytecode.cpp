// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytecode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::hostbase {

namespace {

// Without the user's settings and without modules other than the standard library.
std::vector<std::string> python(const fs::path& interpreter) {
  return {interpreter.string(), "-I", "-S", "-B"};
}

bool is_module(const Entry& entry) {
  return entry.kind == Entry::Kind::file && entry.path.starts_with("/usr/lib/python3") &&
         entry.path.ends_with(".py");
}

}  // namespace

PythonCompiler::PythonCompiler(const std::string& version) : m_interpreter("/usr/bin/python" + version) {
  if (!fs::exists(m_interpreter)) return;
  Command command{.argv = python(m_interpreter)};
  command.argv.insert(command.argv.end(),
                      {"-c", "import sys; print(sys.implementation.cache_tag); print(sys.version)"});
  const std::string out = run_checked(command, "asking Python for its version").out;
  m_tag = std::string(trim(out.substr(0, out.find('\n'))));
  m_identity = out;
}

void PythonCompiler::compile(const fs::path& root, std::vector<Entry>& entries) const {
  std::string modules;
  for (const auto& entry : entries)
    if (is_module(entry)) modules += root.string() + entry.path + "\n";
  if (modules.empty() || m_identity.empty()) return;
  Command command{.argv = python(m_interpreter), .input = modules};
  command.argv.insert(command.argv.end(), {"-m", "compileall", "-qq", "--invalidation-mode", "timestamp",
                                           "-s", root.string(), "-p", "/", "-i", "-"});
  const ProcessResult result = run(command);
  // 1 means that some module could not be compiled.
  if (!result.ok() && result.exit_code != 1)
    throw Error(ExitCode::failed, "Python could not compile the modules").notes(last_lines(result.err, 4));
  std::vector<Entry> made;
  std::set<std::string> known;
  for (const auto& entry : entries) known.insert(entry.path);
  for (const auto& entry : entries) {
    if (!is_module(entry)) continue;
    const fs::path source(entry.path);
    const std::string folder = (source.parent_path() / "__pycache__").string();
    const std::string file = fmt::format("{}/{}.{}.pyc", folder, source.stem().string(), m_tag);
    if (!fs::exists(root.string() + file) || !known.insert(file).second) continue;
    if (known.insert(folder).second)
      made.push_back(
          {.path = folder, .kind = Entry::Kind::folder, .mode = 0755, .user = "root", .group = "root"});
    made.push_back({.path = file, .mode = 0644, .user = "root", .group = "root"});
  }
  entries.insert(entries.end(), made.begin(), made.end());
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
}

}  // namespace rpmworks::hostbase
