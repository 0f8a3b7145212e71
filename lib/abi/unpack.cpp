// SPDX-License-Identifier: GPL-3.0-or-later
#include "abi/unpack.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"

namespace rpmworks::abi {

namespace {

constexpr uint64_t k_most_memory = uint64_t{8} << 30;
constexpr uint64_t k_largest_file = uint64_t{4} << 30;
constexpr auto k_longest_unpacking = std::chrono::minutes(5);
constexpr size_t k_longest_message = 300;

// Both programs are in the packages that rpmworks needs anyway: rpm and tar.
constexpr const char* k_script =
    "set -o pipefail; rpm2archive -n - </abi/package.rpm |"
    " tar -x -C /abi/to --no-same-owner --null --files-from=/dev/fd/3 3</abi/list";

}  // namespace

sandbox::Sandbox limited_sandbox() {
  sandbox::Sandbox box;
// A sanitizer's shadow memory needs far more address space than any limit.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  box.limits.memory_bytes = k_most_memory;
#endif
  box.limits.file_bytes = k_largest_file;
  return box;
}

void unpack(const Files& files, const fs::path& to) {
  const TempDir lists(to.parent_path(), "list-");
  std::string list;
  for (const auto& path : files.paths) list += "." + path + '\0';
  write_new_file(lists.path() / "list", list);
  sandbox::Sandbox box = limited_sandbox();
  box.binds = {{fs::canonical(files.package), "/abi/package.rpm"},
               {lists.path() / "list", "/abi/list"},
               {to, "/abi/to", true}};
  const ProcessResult result = sandbox::run(
      box, {.argv = {"bash", "-c", k_script}, .deadline = k_longest_unpacking, .output_limit = 1U << 20U});
  if (result.ok()) return;
  const auto said = last_lines(result.err, 1);
  throw Error(ExitCode::invalid, fmt::format("{} cannot be unpacked: {}", files.package.filename().string(),
                                             result.timed_out ? "it took longer than 5 min"
                                             : said.empty()   ? fmt::format("exit code {}", result.exit_code)
                                                              : printable(said.front(), k_longest_message)));
}

}  // namespace rpmworks::abi
