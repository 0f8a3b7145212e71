// SPDX-License-Identifier: GPL-3.0-or-later
#include "abi/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "abi/unpack.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::abi {

namespace {

constexpr auto k_longest_comparison = std::chrono::minutes(5);
constexpr size_t k_longest_report = 64U << 20U;  // bytes
constexpr size_t k_longest_reason = 300;
constexpr const char* k_debug_folder = "/usr/lib/debug";

// Where a side is in the sandbox.
std::string inside(const char* side, const std::string& path) {
  return fmt::format("/abi/{}{}", side, path);
}

Difference unknown(std::string why) {
  Difference difference;
  difference.verdict = Verdict::unknown;
  difference.unknown = std::move(why);
  return difference;
}

// Unpacks the library and its debug information into folders of `folder`.
void unpack_side(const Library& library, const std::string& side, const fs::path& folder) {
  for (const char* const part : {"", "-debug"}) fs::create_directories(folder / (side + part));
  unpack({.package = library.package, .paths = {library.path}}, folder / side);
  if (library.debug) unpack(*library.debug, folder / (side + "-debug"));
}

// Whether both libraries have debug information, in themselves or where libdw looks for it by their build id.
bool have_types(const sandbox::Sandbox& box, const Library& before, const Library& after) {
  constexpr const char* k_script =
      "has_info() { readelf --sections --wide \"$1\" 2>/dev/null | grep -q ' \\.debug_info '; };"
      " while [ $# -gt 0 ]; do"
      "  if ! has_info \"$1\"; then"
      "   id=$(readelf --notes --wide \"$1\" 2>/dev/null | sed -n 's/.*Build ID: //p' | head -n 1);"
      "   [ -n \"$id\" ] && has_info \"$2/.build-id/${id:0:2}/${id:2}.debug\" || exit 1;"
      "  fi; shift 2; done";
  const ProcessResult result =
      sandbox::run(box, {.argv = {"bash", "-c", k_script, "bash", inside("before", before.path),
                                  inside("before-debug", k_debug_folder), inside("after", after.path),
                                  inside("after-debug", k_debug_folder)},
                         .deadline = k_longest_comparison,
                         .output_limit = k_longest_report});
  return result.ok();
}

Difference run_abidiff(const sandbox::Sandbox& box, std::vector<std::string> argv) {
  const ProcessResult result = sandbox::run(box, {.argv = std::move(argv),
                                                  .cwd = "/tmp",
                                                  .deadline = k_longest_comparison,
                                                  .output_limit = k_longest_report});
  if (result.timed_out) return unknown("it took longer than 5 min");
  if (result.said_too_much) return unknown("abidiff reported more than 64 MiB");
  Difference difference = read_abidiff(result.exit_code, result.out, result.err);
  difference.unknown = printable(difference.unknown, k_longest_reason);
  return difference;
}

}  // namespace

Abidiff find_abidiff() {
  for (const char* const name : {"readelf", "nm", "strip"})
    if (!find_program(name))
      throw Error(ExitCode::failed, fmt::format("{} is not installed", name))
          .hint("install it: apt install binutils (dnf install binutils on Fedora and RHEL)");
  const auto found = find_program("abidiff");
  if (!found)
    throw Error(ExitCode::failed, "abidiff is not installed")
        .hint("install it: apt install abigail-tools (dnf install libabigail on Fedora and RHEL)");
  const fs::path program = fs::canonical(*found);
  if (!program.string().starts_with("/usr/"))
    throw Error(ExitCode::failed, fmt::format("{} is not below /usr", program.string()))
        .hint("the sandbox has only the host's /usr: install the package abigail-tools");
  const ProcessResult result = sandbox::run(
      limited_sandbox(), {.argv = {program.string(), "--version"}, .deadline = k_longest_comparison});
  if (!result.ok())
    throw Error(ExitCode::failed, fmt::format("abidiff --version failed with exit code {}", result.exit_code))
        .notes(last_lines(result.err, 2));
  return {.program = program, .version = std::string(trim(result.out))};
}

std::string key_of(const Library& before, const Library& after, const Abidiff& abidiff) {
  Digest digest;
  digest.field("abidiff, its debug information or symbols alone").field(abidiff.version);
  for (const Library* library : {&before, &after}) {
    digest.field(digest_of_file(library->package)).field(library->path);
    digest.field(library->debug ? digest_of_file(library->debug->package) : "");
  }
  return digest.hex();
}

Difference compare(const Library& before, const Library& after, const Abidiff& abidiff) {
  const TempDir work(temporary_folder(), "rpmworks-abi-");
  sandbox::Sandbox box = limited_sandbox();
  try {
    unpack_side(before, "before", work.path());
    unpack_side(after, "after", work.path());
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return unknown(error.what());
  }
  for (const char* const side : {"before", "after", "before-debug", "after-debug"})
    box.binds.push_back({work.path() / side, fs::path("/abi") / side});
  // The host's and the user's files of suppressions must not change the result.
  std::vector<std::string> argv = {abidiff.program.string(), "--no-default-suppression", "--no-corpus-path",
                                   "--no-show-locs"};
  // With types of one side only, changes of types would seem to be none.
  if (have_types(box, before, after)) {
    if (before.debug) argv.insert(argv.end(), {"--debug-info-dir1", inside("before-debug", k_debug_folder)});
    if (after.debug) argv.insert(argv.end(), {"--debug-info-dir2", inside("after-debug", k_debug_folder)});
    argv.insert(argv.end(), {inside("before", before.path), inside("after", after.path)});
    Difference difference = run_abidiff(box, std::move(argv));
    difference.has_types = true;
    return difference;
  }
  // Only the dynamic symbols, which both sides have.
  constexpr const char* k_script =
      "for side in before after; do strip --strip-all -o /tmp/$side \"$1\" || exit 1; shift; done;"
      " exec \"$@\" /tmp/before /tmp/after";
  argv.insert(argv.begin(),
              {"bash", "-c", k_script, "bash", inside("before", before.path), inside("after", after.path)});
  return run_abidiff(box, std::move(argv));
}

std::vector<std::string> undefined_symbols(const Files& files, const std::string& soname) {
  const TempDir work(temporary_folder(), "rpmworks-abi-");
  fs::create_directories(work.path() / "package");
  unpack(files, work.path() / "package");
  sandbox::Sandbox box = limited_sandbox();
  box.binds = {{work.path() / "package", "/abi/package"}};
  constexpr const char* k_script =
      "soname=$1; shift; for path; do"
      " readelf --dynamic --wide \"$path\" 2>/dev/null | grep -F '(NEEDED)' | grep -qF \"[$soname]\" || "
      "continue;"
      " nm --dynamic --undefined-only --format=posix \"$path\" || exit 1; done";
  Command command{.argv = {"bash", "-c", k_script, "bash", soname},
                  .deadline = k_longest_comparison,
                  .output_limit = k_longest_report};
  for (const auto& path : files.paths) command.argv.push_back(inside("package", path));
  const ProcessResult result = sandbox::run(box, command);
  if (!result.ok())
    throw Error(ExitCode::invalid,
                fmt::format("the symbols of {} cannot be read", files.package.filename().string()));
  std::vector<std::string> symbols;
  for (const auto& line : split(result.out, '\n'))
    if (std::string symbol = line.substr(0, line.find(' ')); !symbol.empty())
      symbols.push_back(std::move(symbol));
  std::ranges::sort(symbols);
  const auto repeated = std::ranges::unique(symbols);
  symbols.erase(repeated.begin(), repeated.end());
  return symbols;
}

}  // namespace rpmworks::abi
