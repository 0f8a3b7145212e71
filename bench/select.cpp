// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-bench-select CACHE BASE UPSTREAM NAMES [--trials] [EARLIER]: selects the packages that the file
// NAMES lists, one a line, from the repository UPSTREAM beyond the repository BASE, with the packages of the
// file EARLIER as an earlier selection, and writes a lock. Prints the milliseconds, the packages and the
// problems. With --trials, also tries the updates of the selected packages, each alone, and prints the
// milliseconds, the updates, and how many of them are safe alone.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "lockfile/lockfile.hpp"
#include "solve/selection/selection.hpp"

using namespace rpmworks;

namespace {

upstream::Metadata metadata_of(const char* name, const std::string& folder, const fs::path& cache) {
  return upstream::Repository::open({.name = name, .baseurl = folder}, {}, cache, Reporter::silent())
      .metadata();
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines = split(read_file(file), '\n');
  std::erase(lines, "");
  return lines;
}

lockfile::Lock lock_of(const solve::Selection& selection, const upstream::Metadata& metadata) {
  lockfile::Lock lock{.inputs = {{"el9", metadata.repomd_sha256}}};
  lock.upstreams.push_back(
      {.name = metadata.name, .url = metadata.baseurl, .repomd_sha256 = metadata.repomd_sha256});
  for (const solve::Selected& one : selection.packages) {
    lockfile::LockedPackage package{.target = "el9",
                                    .section = one.section,
                                    .nevra = one.nevra,
                                    .upstream = metadata.name,
                                    .location = one.location.href,
                                    .size = one.location.size,
                                    .sha256 = one.location.sha256,
                                    .source = one.source_package,
                                    .because = one.required_by,
                                    .requirement = one.requirement};
    for (const solve::Rejected& other : one.rejected)
      package.rejected.push_back({other.nevra.str(), other.reason});
    if (one.held) package.held = one.held->str();
    lock.packages.push_back(std::move(package));
  }
  return lock;
}

class Clock {
 public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_begin).count();
  }

 private:
  std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

int run(const fs::path& cache, const std::string& base, const std::string& upstream, const fs::path& names,
        bool with_trials, const fs::path& earlier) {
  const Clock selecting;
  const upstream::Metadata candidates = metadata_of("upstream", upstream, cache);
  solve::SelectionRequest request{.arch = "x86_64",
                                  .base = {.available = {metadata_of("base", base, cache)}}};
  request.candidates.push_back({candidates, "deps/upstream", {}});
  for (const std::string& name : lines_of(names))
    request.candidates[0].selection.packages.push_back({name, {.file = "names"}});
  if (!earlier.empty()) {
    for (const std::string& nevra : lines_of(earlier)) request.earlier.push_back(rpm::Nevra::parse(nevra));
  }
  const solve::Selector selector(std::move(request));
  const solve::Selection selection = selector.select();
  const TempDir folder(fs::temp_directory_path(), "rpmworks-select-");
  write_file_atomically(folder.path() / "repos.lock", lockfile::to_text(lock_of(selection, candidates)));
  fmt::print("{:.1f} {} {}\n", selecting.milliseconds(), selection.packages.size(),
             selection.problems.size());
  if (!with_trials) return 0;
  const Clock trying;
  size_t safe = 0;
  const std::vector<solve::WhatIf> trials = selector.outdated(selection);
  for (const solve::WhatIf& one : trials) safe += one.breaks.empty() && one.moves.empty();
  fmt::print("{:.1f} {} {}\n", trying.milliseconds(), trials.size(), safe);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool with_trials = std::erase(arguments, "--trials") != 0;
  if (arguments.size() == 4) arguments.emplace_back();
  if (arguments.size() != 5) {
    std::fputs("usage: rpmworks-bench-select CACHE BASE UPSTREAM NAMES [--trials] [EARLIER]\n", stderr);
    return 2;
  }
  return run(arguments[0], arguments[1], arguments[2], arguments[3], with_trials, arguments[4]);
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
