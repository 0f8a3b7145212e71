// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/transport.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

// Why the git program fetches, and not libgit2: private repositories are reached with what the user has set
// up for git: ssh's own configuration, agents, jump hosts and security keys, credential helpers, proxies,
// client certificates, url.*.insteadOf. libgit2 knows a small part of it. So the user's configuration counts
// on the way, and only there: what arrives are objects named by their digests, and they are read by libgit2
// without any configuration.

namespace rpmworks::git {

namespace {

const std::vector<std::string> k_schemes = {"https", "http", "ssh", "git", "file"};

// Takes what stands before the host out of an http or https URL. A token may stand in the place of the user's
// name, with no password; to git's credential store that is an empty one.
std::string taken_credentials(std::string& url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return {};
  const size_t begin = url.find("://") + 3;
  const size_t host_end = std::min(url.find_first_of("/?#", begin), url.size());
  const size_t at = url.rfind('@', host_end);
  if (at == std::string::npos || at < begin) return {};
  const std::string who = url.substr(begin, at - begin);
  const std::string lacking = who.find(':') == std::string::npos ? ":" : "";
  std::string credentials = url.substr(0, at) + lacking + url.substr(at, host_end - at);
  url.erase(begin, at + 1 - begin);
  return credentials;
}

// The variables that tell git how to reach others. All other GIT_* ones say which repository to work on, or
// how, and are not for this fetch.
bool is_for_transport(std::string_view name) {
  if (!name.starts_with("GIT_")) return true;
  static constexpr std::array<std::string_view, 10> k_wanted = {
      "GIT_CONFIG_GLOBAL",   "GIT_ASKPASS",       "GIT_SSH",
      "GIT_SSH_COMMAND",     "GIT_SSH_VARIANT",   "GIT_PROXY_COMMAND",
      "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_EXEC_PATH",
      "GIT_PROXY_SSL_CERT"};
  return std::find(k_wanted.begin(), k_wanted.end(), name) != k_wanted.end() ||
         name.starts_with("GIT_SSL_") || name.starts_with("GIT_HTTP_") || name.starts_with("GIT_TRACE") ||
         name.starts_with("GIT_PROXY_SSL_");
}

std::map<std::string, std::string> environment(const fs::path& configuration) {
  std::map<std::string, std::string> variables = transport_environment();
  variables["GIT_CONFIG_GLOBAL"] = configuration.string();
  // Whatever url.*.insteadOf, redirects or a configuration make of the address.
  variables["GIT_ALLOW_PROTOCOL"] = join(k_schemes, ":");
  // A local origin that is a partial clone must not make its upload-pack run what its configuration names.
  variables["GIT_NO_LAZY_FETCH"] = "1";
  return variables;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// What must not be seen in the list of processes: there only for the time of a fetch.
class CredentialsFile {
 public:
  CredentialsFile(fs::path file, const std::string& credentials) : m_file(std::move(file)) {
    if (!credentials.empty()) write_file_atomically(m_file, credentials + "\n", fs::perms(0600));
  }
  ~CredentialsFile() { ::unlink(m_file.c_str()); }
  CredentialsFile(const CredentialsFile&) = delete;
  CredentialsFile& operator=(const CredentialsFile&) = delete;

 private:
  fs::path m_file;
};

// A value that git gives to a shell.
std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// Stands in for the user's own file: defaults that his may override come before it, the rest after it.
void write_configuration(const fs::path& file, bool local, const fs::path& credentials) {
  std::string text;
  if (!credentials.empty())
    text += "[credential]\n\thelper = " +
            quoted("store --file=" + shell_quoted(fs::absolute(credentials).string())) + "\n";
  // ssh would ask on the terminal, as a background process, and stop for ever.
  if (!std::getenv("GIT_SSH"))
    text += "[core]\n\tsshCommand = ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=20\n";
  // A server that sends nothing for a minute will not go on.
  text += "[http]\n\tlowSpeedLimit = 1000\n\tlowSpeedTime = 60\n";
  const char* const own = std::getenv("GIT_CONFIG_GLOBAL");
  const char* const home = std::getenv("HOME");
  const char* const xdg = std::getenv("XDG_CONFIG_HOME");
  std::vector<std::string> files;
  if (own && *own) {
    files.emplace_back(own);
  } else {
    if (xdg && *xdg)
      files.push_back(std::string(xdg) + "/git/config");
    else if (home && *home)
      files.push_back(std::string(home) + "/.config/git/config");
    if (home && *home) files.push_back(std::string(home) + "/.gitconfig");
  }
  for (const auto& each : files) text += "[include]\n\tpath = " + quoted(each) + "\n";
  // The user named this folder himself; see GIT_NO_LAZY_FETCH for what could go wrong in another's.
  if (local) text += "[safe]\n\tdirectory = *\n";
  write_file_atomically(file, text, fs::perms(0600));
}

struct Diagnosis {
  std::string_view words;
  ExitCode code;
  const char* hint;
};

constexpr std::array<Diagnosis, 13> k_diagnoses{
    {{"transport '", ExitCode::invalid,
      "a redirect or url.*.insteadOf leads to a kind of address that is not allowed"},
     {"Host key verification failed", ExitCode::upstream,
      "connect once by ssh to check and record the host's key, or add it to known_hosts"},
     {"Permission denied (", ExitCode::upstream,
      "ssh offered no key that the host takes; load it into ssh-agent, or name it in ~/.ssh/config"},
     {"could not read Username", ExitCode::upstream,
      "the repository is private or does not exist; set up a git credential helper, or use ssh"},
     {"could not read Password", ExitCode::upstream,
      "set up a git credential helper that knows the password, or use ssh"},
     {"Authentication failed", ExitCode::upstream, "the credentials are wrong or have expired"},
     {"Could not resolve host", ExitCode::upstream, "check the host's name and the network"},
     {"not found", ExitCode::upstream,
      "check the address; a private repository may say the same to strangers"},
     {"does not appear to be a git repository", ExitCode::upstream, "check the address"},
     {"does not exist", ExitCode::upstream, "check the address"},
     {"No space left on device", ExitCode::failed, "free some space; what was fetched before is untouched"},
     {"Failed to connect", ExitCode::upstream, "check the host and its port; a proxy may be needed"},
     {"timed out", ExitCode::upstream, "check the network, a proxy may be needed; then try again"}}};

[[noreturn]] void throw_failure(const Origin& origin, const ProcessResult& result) {
  const std::string& text = result.err;
  const auto found = std::find_if(k_diagnoses.begin(), k_diagnoses.end(), [&](const Diagnosis& diagnosis) {
    return text.find(diagnosis.words) != std::string::npos;
  });
  const bool known = found != k_diagnoses.end();
  std::vector<std::string> lines = last_lines(text, 6);
  std::erase_if(lines, [](const std::string& line) { return trim(line).empty(); });
  throw Error(known ? found->code : ExitCode::upstream, fmt::format("cannot fetch from {}", origin.shown))
      .notes(std::move(lines))
      .hint(known ? found->hint : "git fetch says more when run by hand");
}

}  // namespace

std::map<std::string, std::string> transport_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = ::environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || !is_for_transport(text.substr(0, equals))) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  variables["LC_ALL"] = "C";  // the messages are looked at
  variables.erase("LANGUAGE");
  // Nobody could answer: there is a progress bar on the terminal, or no terminal.
  variables["GIT_TERMINAL_PROMPT"] = "0";
  return variables;
}

Origin parse_origin(const std::string& url) {
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    throw Error(ExitCode::invalid,
                fmt::format("'{}' is no address of a git repository: {}", without_credentials(url), why))
        .hint(hint);
  };
  static const std::string k_forms = "write https://…, ssh://…, git://…, file://…, host:path or a folder";
  if (url.empty()) refuse("it is empty", k_forms);
  if (url.front() == '-') refuse("it begins with '-'", k_forms + "; ./-name for a folder of such a name");
  if (url.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos)
    refuse("it contains a line break", k_forms);
  if (const size_t end = url.find("://"); end != std::string::npos && url.find('/') == end + 1) {
    const std::string scheme = url.substr(0, end);
    if (std::find(k_schemes.begin(), k_schemes.end(), scheme) == k_schemes.end()) {
      refuse(fmt::format("'{}' is not supported", scheme),
             did_you_mean(scheme, k_schemes, "'{}://'").value_or(k_forms));
    }
    // A path with escapes is git's to decode.
    if (scheme == "file" && url.find('%') == std::string::npos && !fs::exists(url.substr(end + 3)))
      refuse("there is nothing at that path", "check the path");
    Origin origin{.url = url, .local = scheme == "file"};
    origin.credentials = taken_credentials(origin.url);
    origin.shown = origin.url;
    return origin;
  }
  std::error_code ignored;
  if (fs::exists(url, ignored))
    return {.url = fs::absolute(url).lexically_normal().string(), .local = true, .shown = url};
  const size_t colon = url.find(':');
  const size_t slash = url.find('/');
  // As git: a ':' before any '/' makes it a host. "name::…" runs git-remote-name.
  if (colon == std::string::npos || slash < colon) refuse("there is no such folder", k_forms);
  if (url.substr(colon).starts_with("::")) refuse("transport programs are not run", k_forms);
  if (colon == 0) refuse("the host's name is missing", k_forms);
  return {.url = url, .local = false, .shown = url};
}

bool fetch(const fs::path& git_dir, const Origin& origin, const std::vector<std::string>& refspecs) {
  const fs::path configuration = git_dir / "transport.gitconfig";
  const fs::path kept = origin.credentials.empty() ? fs::path() : git_dir / "transport.credentials";
  const CredentialsFile credentials(kept, origin.credentials);
  write_configuration(configuration, origin.local, kept);
  Command command;
  command.argv = {"git", "--git-dir=" + git_dir.string(), "--no-replace-objects",
                  // No hook and no helper of somebody's configuration has a say in the mirror.
                  "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
                  // Commits that releases were made from stay, even when their branch is gone.
                  "-c", "gc.pruneExpire=never", "-c", "gc.cruftPacks=true",
                  // Not behind our back, when the lock is free again.
                  "-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false", "fetch", "--quiet",
                  "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--",
                  origin.url};
  command.argv.insert(command.argv.end(), refspecs.begin(), refspecs.end());
  command.env = environment(configuration);
  command.cwd = git_dir;
  const ProcessResult result = run(command);
  if (result.ok()) return true;
  if (result.err.find("couldn't find remote ref") != std::string::npos) return false;
  throw_failure(origin, result);
}

}  // namespace rpmworks::git
