// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <optional>

#include "clients/profile.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "mock/build_log.hpp"

namespace rpmworks::mock {

namespace {

using Lines = std::vector<std::string>;

constexpr const char* k_killed_hint =
    "the kernel kills what takes more memory than there is (journalctl -k tells): give the build more "
    "memory, or "
    "let it run fewer processes at a time";

constexpr size_t k_looked_at = 200;    // lines at the end of root.log: what failed stands there
constexpr size_t k_shown_bytes = 300;  // bytes of the line that is shown
constexpr size_t k_too_long = 2000;    // bytes of a line: what is longer names no cause

struct RootFailure {
  engine::FailureClass kind;
  const char* expression;
  const char* hint;
  ExitCode code;
};

// Of what sets up the root: mock's own words, and those of yum, dnf, dnf5 and rpm. In order of how surely the
// line is the cause and no consequence: a package manager that has lost a repository also misses packages.
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
     "No space left on device|Disk Requirements:|more space needed on|Disk quota exceeded",
     "free some space where mock keeps its roots and caches", ExitCode::failed},
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
     "see that the repositories can be reached from here; rpmworks check asks each", ExitCode::upstream},
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
     "mock needs to mount and to make namespaces: in a container, start that with --privileged",
     ExitCode::failed},
    {engine::FailureClass::host,
     "Build-root in use|is currently in use|[Bb]uild root is locked|buildroot\\.lock",
     "another mock uses this root; wait for it", ExitCode::failed},
};

// "DEBUG util.py:461:  Error: …", as root.log has it, is said by "Error: …".
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

// The lines around one, that one not among the last where more follow.
Lines around(const Lines& lines, size_t at) {
  const size_t end = std::min(lines.size(), std::max(at + engine::k_shown_lines / 4, engine::k_shown_lines));
  const size_t begin = end > engine::k_shown_lines ? end - engine::k_shown_lines : 0;
  return {lines.begin() + static_cast<ptrdiff_t>(begin), lines.begin() + static_cast<ptrdiff_t>(end)};
}

struct Found {
  const RootFailure* failure;
  size_t at;
};

// The first of the known failures that any line tells of, at the last such line.
std::optional<Found> find(const Lines& lines) {
  for (const auto& failure : k_root_failures) {
    const Pattern expression(failure.expression);
    for (size_t i = lines.size(); i-- > 0;)
      if (lines[i].size() < k_too_long && expression.is_in(lines[i])) return Found{&failure, i};
  }
  return std::nullopt;
}

// dnf says what the matter is on the line after "Problem: conflicting requests".
std::string cause_at(const Lines& lines, size_t at) {
  std::string cause(trim(lines[at]));
  if (cause.ends_with("conflicting requests") && at + 1 < lines.size()) {
    const std::string_view next = trim(lines[at + 1]);
    if (next.starts_with("- ")) cause += ": " + std::string(next.substr(2));
  }
  return cause.substr(0, k_shown_bytes);
}

// The line that says most of what no pattern knows: mock's own ERROR, else the last that says anything.
size_t last_of_all(const Lines& lines) {
  for (size_t i = lines.size(); i-- > 0;)
    if (lines[i].find("Error:") != std::string::npos || lines[i].find("error:") != std::string::npos)
      return i;
  for (size_t i = lines.size(); i-- > 0;)
    if (!trim(lines[i]).empty()) return i;
  return 0;
}

bool is_in(const std::vector<std::string>& open, std::string_view begin) {
  return std::any_of(open.begin(), open.end(), [&](const auto& phase) { return phase.starts_with(begin); });
}

engine::ClassifiedFailure as(engine::FailureClass kind, const MockEnding& ending) {
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

// The log in which what failed outside of rpmbuild is told: root.log, or mock's own output where it did not
// get as far as that.
engine::ClassifiedFailure of_root(const MockEnding& ending, engine::FailureClass otherwise,
                                  config::ClientProfile client) {
  engine::ClassifiedFailure failure = as(otherwise, ending);
  for (const auto& [name, log] :
       {std::pair{"root.log", &ending.root_log}, std::pair{"mock_output.log", &ending.output}}) {
    const Lines lines = plain_lines(*log);
    const auto found = find(lines);
    if (!found) continue;
    failure.kind = found->failure->kind;
    failure.code = found->failure->code;
    failure.hint = found->failure->hint;
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

engine::ClassifiedFailure of_build(const MockEnding& ending) {
  const engine::Failure said = engine::diagnose(last_run_of(ending.build_log));
  const bool is_missing = !said.missing.empty();
  engine::ClassifiedFailure failure =
      as(is_missing ? engine::FailureClass::dependencies : engine::FailureClass::package, ending);
  if (!said.phase.empty()) failure.phase = said.phase;
  failure.cause = is_missing ? join(said.missing, ", ") : said.cause;
  failure.lines = engine::lines_to_show(last_rpmbuild_of(ending.build_log), said.cause);
  failure.log = "build.log";
  failure.hint = said.hint;
  return failure;
}

engine::ClassifiedFailure simply(engine::FailureClass kind, const MockEnding& ending, std::string cause) {
  engine::ClassifiedFailure failure = as(kind, ending);
  failure.cause = std::move(cause);
  if (!trim(ending.build_log).empty())
    show_end_of(last_rpmbuild_of(ending.build_log), "build.log", failure);
  else if (!trim(ending.root_log).empty())
    show_end_of(ending.root_log, "root.log", failure);
  else
    show_end_of(ending.output, "mock_output.log", failure);
  return failure;
}

// mock 6 says of each rpmbuild how it ended, with a signal as a negative number: of the last one.
std::optional<int> code_of_rpmbuild(const MockEnding& ending) {
  constexpr std::string_view k_code = "Child return code was: ";
  const size_t at = ending.build_log.rfind(k_code);
  if (at == std::string::npos) return std::nullopt;
  const char* const begin = ending.build_log.data() + at + k_code.size();
  int code = 0;
  const auto [stop, failure] =
      std::from_chars(begin, ending.build_log.data() + ending.build_log.size(), code);
  return failure == std::errc{} ? std::optional(code) : std::nullopt;
}

// While BuildRequires are looked for, rpmbuild runs as well.
bool did_rpmbuild_fail(const MockEnding& ending) {
  if (const auto code = code_of_rpmbuild(ending)) return *code != 0;
  return is_in(ending.failed_in, "rpmbuild") ||
         ending.build_log.find("error: Bad exit status from ") != std::string::npos ||
         ending.build_log.find("\nRPM build errors:") != std::string::npos;
}

bool has_no_builddep(const MockEnding& ending) {
  return ending.output.find("builddep command missing") != std::string::npos;
}

bool says_timeout(const MockEnding& ending) {
  for (const auto* log : {&ending.root_log, &ending.build_log, &ending.output})
    if (log->find("commandTimeoutExpired") != std::string::npos || log->find("Timeout(") != std::string::npos)
      return true;
  return false;
}

}  // namespace

engine::ClassifiedFailure classify(const MockEnding& ending, config::ClientProfile client) {
  using enum engine::FailureClass;
  if (ending.cancelled) return simply(cancelled, ending, "interrupted");
  if (ending.timed_out || (ending.exit_code == 11 && says_timeout(ending)))
    return simply(timeout, ending, "it took longer than it may");
  const bool in_rpmbuild = did_rpmbuild_fail(ending);
  switch (ending.exit_code) {
    case 0:
      if (ending.finished) return simply(package, ending, "no package was made");
      return simply(host, ending, "mock ended as if all were well, but did not finish its run");
    case 3:
    case 5:
    case 6:
    case 50:
      return of_root(ending, configuration, client);
    case 7:
      return simply(cancelled, ending, "somebody interrupted mock");
    case 10:
      if (has_no_builddep(ending)) return of_root(ending, host, client);
      return of_build(ending);
    case 30:
      return of_root(ending, dependencies, client);
    case 11:  // rpmbuild's own, of BuildRequires that came up while it ran
    case 120: {
      engine::ClassifiedFailure failure = of_build(ending);
      failure.kind = dependencies;
      failure.code = engine::exit_code_of(dependencies);
      return failure;
    }
    case 25:
    case 60:
    case 65:
    case 70:
    case 80:
    case 110:
      return of_root(ending, host, client);
    case 31:
      return of_root(ending, dependencies, client);
    case 40:
      return simply(package, ending, "");
    case 129:
    case 137:
    case 141:
    case 143: {
      engine::ClassifiedFailure failure =
          simply(host, ending, fmt::format("mock was ended by signal {}", ending.exit_code - 128));
      if (was_killed(ending)) failure.hint = k_killed_hint;
      return failure;
    }
    default:
      break;
  }
  if (in_rpmbuild) {
    // A passing want of memory, it may be; what rpmbuild runs is killed with rpm's word that a section
    // failed.
    if (const int code = code_of_rpmbuild(ending).value_or(0); code == -SIGKILL || code == -SIGTERM) {
      engine::ClassifiedFailure failure =
          simply(host, ending, fmt::format("rpmbuild was ended by signal {}", -code));
      if (code == -SIGKILL) failure.hint = k_killed_hint;
      return failure;
    }
    if (ending.disk_is_full && engine::diagnose(ending.build_log).no_space) {
      engine::ClassifiedFailure failure = of_build(ending);
      failure.kind = host;
      failure.code = engine::exit_code_of(host);
      failure.hint = "free some space where mock keeps its roots and caches";
      return failure;
    }
    return of_build(ending);
  }
  // 1, 2, 20, 90 and those of later releases.
  return of_root(ending, host, client);
}

bool was_killed(const MockEnding& ending) {
  if (ending.cancelled || ending.timed_out) return false;
  return ending.exit_code == 128 + SIGKILL || code_of_rpmbuild(ending) == -SIGKILL;
}

void blame_package(engine::ClassifiedFailure& failure) {
  failure.kind = engine::FailureClass::package;
  failure.code = engine::exit_code_of(failure.kind);
  failure.cause += " each time: most likely it takes more memory than there is";
}

std::vector<std::string> asked_in_vain(const engine::ClassifiedFailure& failure,
                                       const std::vector<std::string>& known) {
  if (failure.kind != engine::FailureClass::dependencies) return {};
  constexpr std::string_view k_start = "No matching package to install: '";
  std::vector<std::string> lines = failure.lines;
  lines.push_back(failure.cause);
  std::vector<std::string> asked;
  for (const std::string& line : lines) {
    const size_t at = line.find(k_start);
    const size_t end = line.rfind('\'');
    if (at == std::string::npos || end < at + k_start.size()) continue;
    std::string name = line.substr(at + k_start.size(), end - at - k_start.size());
    const auto is_in = [&name](const auto& list) { return std::ranges::find(list, name) != list.end(); };
    if (!is_in(asked) && !is_in(known)) asked.push_back(std::move(name));
  }
  return asked;
}

}  // namespace rpmworks::mock
