// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/root_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "clients/profile.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "mock/build_log.hpp"

namespace rpmworks::mock {

namespace {

using Lines = std::vector<std::string>;

constexpr size_t k_looked_at = 200;    // lines at the end of root.log
constexpr size_t k_shown_bytes = 300;  // bytes of the line that is shown
constexpr size_t k_too_long = 2000;    // bytes: longer lines are ignored

constexpr const char* k_hint_for_space = "free some space where mock keeps its roots and caches";

struct RootFailure {
  engine::FailureClass kind;
  const char* expression;
  const char* hint;
  ExitCode code;
};

// Messages of mock, yum, dnf, dnf5 and rpm while a root is set up. The most certain causes come first: a
// package manager that cannot reach a repository also reports missing packages.
const RootFailure k_root_failures[] = {
    {engine::FailureClass::host, "no such command: builddep|builddep command missing",
     "install the plugins of the package manager: dnf-plugins-core", ExitCode::failed},
    {engine::FailureClass::configuration, "will not run from the root account",
     "run rpmworks as an ordinary user of the group mock, or with sudo from one", ExitCode::invalid},
    {engine::FailureClass::configuration, "Must be member of '?\\w+'? group",
     "usermod -a -G mock USER, and log in again", ExitCode::invalid},
    {engine::FailureClass::configuration,
     "GPG check FAILED|Public key for .* is not installed|Import of key\\(s\\) didn't help|is not signed|"
     "PGP check failed|OpenPGP check|Signature verification failed|GPG Keys? .* (?:not correct|failed)|"
     "Bad PGP signature|Failed to retrieve GPG key|Couldn't open file .*GPG",
     "the repository's packages must be signed with a key that its upstream trusts in repos.yaml",
     ExitCode::trust},
    {engine::FailureClass::host,
     "No space left on device|Disk Requirements:|more space needed on|Disk quota exceeded", k_hint_for_space,
     ExitCode::failed},
    {engine::FailureClass::host, "Cannot allocate memory|[Oo]ut of memory|MemoryError",
     "build with fewer jobs: --jobs", ExitCode::failed},
    {engine::FailureClass::host, "Read-only file system|Input/output error|Too many open files", "",
     ExitCode::failed},
    {engine::FailureClass::network,
     "Could not resolve host|Couldn't resolve host|Temporary failure in name resolution|"
     "Name or service not known|Network is unreachable|Connection (?:timed out|refused|reset)|"
     "Curl error|\\[Errno 14\\]|Status code: \\d+|HTTP Error \\d+|Operation too slow|"
     "Failed to download|Cannot download|Cannot retrieve repository metadata|Cannot find a valid baseurl|"
     "Cannot prepare internal mirrorlist|No more mirrors to try|[Aa]ll mirrors were|"
     "[Cc]hecksum doesn't match|SSL (?:connect|certificate)|Librepo error|No URLs in mirrorlist",
     "check that this machine can reach the repositories; rpmworks check tries each of them",
     ExitCode::upstream},
    {engine::FailureClass::dependencies,
     "No matching package|nothing provides|No [Pp]ackage .*(?:available|found)|No match for argument|"
     "Unable to find a match|[Cc]onflicting requests|Problem(?: \\d+)?: |Some packages could not be found|"
     "Not all dependencies satisfied|Failed build dependencies|cannot install|conflicts with|"
     "Failed to resolve the transaction|^Error: Package: |^\\s*Requires: |Unresolved|is needed by ",
     "add the repository that has it to buildroot.repos, or correct the BuildRequires", ExitCode::invalid},
    {engine::FailureClass::configuration,
     "Could not find required config file|Non-existing Mock config|Config error: |Error in configuration|"
     "is not a valid|usage: mock|Could not find included config file|Bad option for|logging\\.ini",
     "see mock.root and mock.options of the target in repos.yaml", ExitCode::invalid},
    {engine::FailureClass::host,
     "Operation not permitted|Permission denied|unshare|mount: |Device or resource busy",
     "mock must be allowed to mount and to create namespaces: start a container with --privileged",
     ExitCode::failed},
    {engine::FailureClass::host,
     "Build-root in use|is currently in use|[Bb]uild root is locked|buildroot\\.lock",
     "another mock uses this root; wait for it", ExitCode::failed},
};

// "Error: …" of a line like "DEBUG util.py:461:  Error: …" of root.log.
std::string plain(const std::string& line) {
  static const Pattern k_prefix(R"(^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)(?: [\w.]+:\d+)?: +)");
  const auto prefix = k_prefix.find(line);
  return line.substr(prefix ? prefix->end() : 0, k_too_long);
}

Lines plain_lines(std::string_view log) {
  Lines lines = last_lines(log, k_looked_at);
  std::transform(lines.begin(), lines.end(), lines.begin(), plain);
  std::erase_if(lines, is_mocks_own);
  return lines;
}

// The lines to show around line `at`, including some lines after it if there are more.
Lines around(const Lines& lines, size_t at) {
  const size_t end = std::min(lines.size(), std::max(at + engine::k_shown_lines / 4, engine::k_shown_lines));
  const size_t begin = end > engine::k_shown_lines ? end - engine::k_shown_lines : 0;
  return {lines.begin() + static_cast<ptrdiff_t>(begin), lines.begin() + static_cast<ptrdiff_t>(end)};
}

struct Found {
  const RootFailure* failure;
  size_t at;
};

// The first known failure, in the order of k_root_failures, that matches a line; `at` is the last such line.
std::optional<Found> find(const Lines& lines) {
  for (const auto& failure : k_root_failures) {
    const Pattern expression(failure.expression);
    for (size_t i = lines.size(); i-- > 0;)
      if (lines[i].size() < k_too_long && expression.is_in(lines[i])) return Found{&failure, i};
  }
  return std::nullopt;
}

// dnf names the cause on the line after "Problem: conflicting requests".
std::string cause_at(const Lines& lines, size_t at) {
  std::string cause(trim(lines[at]));
  if (cause.ends_with("conflicting requests") && at + 1 < lines.size()) {
    const std::string_view next = trim(lines[at + 1]);
    if (next.starts_with("- ")) cause += ": " + std::string(next.substr(2));
  }
  return cause.substr(0, k_shown_bytes);
}

// The line to show if no pattern matches: the last line with "error:", else the last non-empty line.
size_t last_of_all(const Lines& lines) {
  for (size_t i = lines.size(); i-- > 0;)
    if (lines[i].find("Error:") != std::string::npos || lines[i].find("error:") != std::string::npos)
      return i;
  for (size_t i = lines.size(); i-- > 0;)
    if (!trim(lines[i]).empty()) return i;
  return 0;
}

}  // namespace

engine::ClassifiedFailure failure_of(engine::FailureClass kind, const Ending& ending) {
  engine::ClassifiedFailure failure{.kind = kind, .code = engine::exit_code_of(kind)};
  if (!ending.failed_in.empty() && ending.failed_in.back() != "run") failure.phase = ending.failed_in.back();
  return failure;
}

void show_end_of(const std::string& log, const std::string& name, engine::ClassifiedFailure& failure) {
  const Lines lines = plain_lines(log);
  failure.log = name;
  if (lines.empty()) return;
  failure.lines = around(lines, lines.size());
  if (failure.cause.empty())
    failure.cause = std::string(trim(lines[last_of_all(lines)])).substr(0, k_shown_bytes);
}

std::string hint_for_space(const Ending& ending) {
  return ending.full_disk.empty()
             ? k_hint_for_space
             : fmt::format("free some space on the disk of {}", ending.full_disk.string());
}

engine::ClassifiedFailure root_failure(const Ending& ending, engine::FailureClass otherwise,
                                       config::ClientProfile client) {
  engine::ClassifiedFailure failure = failure_of(otherwise, ending);
  for (const auto& [name, log] :
       {std::pair{"root.log", &ending.root_log}, std::pair{"mock_output.log", &ending.output}}) {
    const Lines lines = plain_lines(*log);
    const auto found = find(lines);
    if (!found) continue;
    failure.kind = found->failure->kind;
    failure.code = found->failure->code;
    failure.hint = found->failure->hint;
    if (failure.hint == k_hint_for_space) failure.hint = hint_for_space(ending);
    failure.cause = cause_at(lines, found->at);
    failure.lines = around(lines, found->at);
    failure.log = name;
    return failure;
  }
  const bool has_root_log = !trim(ending.root_log).empty();
  show_end_of(has_root_log ? ending.root_log : ending.output, has_root_log ? "root.log" : "mock_output.log",
              failure);
  static const Pattern k_crash("[Ss]egmentation fault|signal 11|exit (?:status|code):? (?:-11|139)");
  const bool crashed = std::any_of(failure.lines.begin(), failure.lines.end(), [](const auto& line) {
    return line.size() < k_too_long && k_crash.is_in(line);
  });
  if (crashed && clients::profile(client).vsyscall)
    failure.hint =
        fmt::format("programs of {} need the vsyscall page: boot this machine's kernel with vsyscall=emulate",
                    clients::name_of(client));
  return failure;
}

}  // namespace rpmworks::mock
