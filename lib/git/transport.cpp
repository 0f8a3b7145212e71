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

// The git program fetches, not libgit2, because private repositories need the user's setup for git: ssh's
// configuration, agents, jump hosts and security keys, credential helpers, proxies, client certificates,
// url.*.insteadOf. libgit2 supports a small part of that. The user's configuration affects only the transfer:
// what arrives are objects identified by digest, which libgit2 reads without any configuration.

namespace rpmworks::git {

namespace {

const std::vector<std::string> k_schemes = {"https", "http", "ssh", "git", "file"};

// Removes user and password from an http(s) URL. A token may stand in place of the user name, without a
// password; in git's credential store the password is then empty.
std::string remove_credentials(std::string& url) {
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

// The variables that tell git how to reach servers. Other GIT_* variables select a repository or its settings
// and must not affect this fetch.
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
  // Also applies after url.*.insteadOf, redirects or configuration changed the address.
  variables["GIT_ALLOW_PROTOCOL"] = join(k_schemes, ":");
  // The upload-pack of a local partial clone must not run programs that its configuration names.
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

// A file for credentials, which must not appear in the process list. Exists only during a fetch.
class CredentialsFile {
 public:
  CredentialsFile(fs::path file, const std::string& credentials) : m_file(std::move(file)) {
    if (!credentials.empty()) replace_file(m_file, credentials + "\n", fs::perms(0600));
  }
  ~CredentialsFile() { ::unlink(m_file.c_str()); }
  CredentialsFile(const CredentialsFile&) = delete;
  CredentialsFile& operator=(const CredentialsFile&) = delete;

 private:
  fs::path m_file;
};

// A value that git passes to a shell.
std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// Replaces the user's own file: before it, defaults that it may override; after it, our other settings.
void write_configuration(const fs::path& file, bool local, const fs::path& credentials) {
  std::string text;
  if (!credentials.empty())
    text += "[credential]\n\thelper = " +
            quoted("store --file=" + shell_quoted(fs::absolute(credentials).string())) + "\n";
  // ssh would prompt on the terminal and, as a background process, stop forever.
  if (!std::getenv("GIT_SSH"))
    text += "[core]\n\tsshCommand = ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=20\n";
  // Give up on a server that sends nothing for a minute.
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
  // The user chose this folder; GIT_NO_LAZY_FETCH covers the risk of another user's repository.
  if (local) text += "[safe]\n\tdirectory = *\n";
  replace_file(file, text, fs::perms(0600));
}

struct Diagnosis {
  std::string_view words;
  ExitCode code;
  const char* hint;
};

constexpr std::array<Diagnosis, 13> k_diagnoses{
    {{"transport '", ExitCode::invalid,
      "a redirect or url.*.insteadOf leads to a scheme that is not allowed"},
     {"Host key verification failed", ExitCode::upstream,
      "connect once by ssh to check and record the host's key, or add it to known_hosts"},
     {"Permission denied (", ExitCode::upstream,
      "the host accepts none of the ssh keys; add the key to ssh-agent, or name it in ~/.ssh/config"},
     {"could not read Username", ExitCode::upstream,
      "the repository is private or does not exist; set up a git credential helper, or use ssh"},
     {"could not read Password", ExitCode::upstream,
      "set up a git credential helper with the password, or use ssh"},
     {"Authentication failed", ExitCode::upstream, "the credentials are wrong or have expired"},
     {"Could not resolve host", ExitCode::upstream, "check the host's name and the network"},
     {"not found", ExitCode::upstream,
      "check the address; a private repository may give the same answer without credentials"},
     {"does not appear to be a git repository", ExitCode::upstream, "check the address"},
     {"does not exist", ExitCode::upstream, "check the address"},
     {"No space left on device", ExitCode::failed, "free some space; earlier fetches are not affected"},
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
      .hint(known ? found->hint : "run git fetch by hand for details");
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
  // There is nobody to answer: a progress bar is on the terminal, or there is no terminal.
  variables["GIT_TERMINAL_PROMPT"] = "0";
  return variables;
}

Origin parse_origin(const std::string& url) {
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    throw Error(ExitCode::invalid, fmt::format("'{}' is not a valid address of a git repository: {}",
                                               without_credentials(url), why))
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
      const auto near = did_you_mean(scheme, k_schemes);
      refuse(fmt::format("'{}' is not supported", scheme),
             near ? fmt::format("did you mean '{}://'?", *near) : k_forms);
    }
    // git decodes paths with escapes.
    if (scheme == "file" && url.find('%') == std::string::npos && !fs::exists(url.substr(end + 3)))
      refuse("no such file or folder", "check the path");
    Origin origin{.url = url, .local = scheme == "file"};
    origin.credentials = remove_credentials(origin.url);
    origin.shown = origin.url;
    return origin;
  }
  std::error_code ignored;
  if (fs::exists(url, ignored))
    return {.url = fs::absolute(url).lexically_normal().string(), .local = true, .shown = url};
  const size_t colon = url.find(':');
  const size_t slash = url.find('/');
  // As in git: a ':' before any '/' ends a host name. "name::…" runs git-remote-name.
  if (colon == std::string::npos || slash < colon) refuse("no such folder", k_forms);
  if (url.substr(colon).starts_with("::")) refuse("transport programs are not allowed", k_forms);
  if (colon == 0) refuse("missing host name", k_forms);
  return {.url = url, .local = false, .shown = url};
}

bool fetch(const fs::path& git_dir, const Origin& origin, const std::vector<std::string>& refspecs) {
  const fs::path configuration = git_dir / "transport.gitconfig";
  const fs::path kept = origin.credentials.empty() ? fs::path() : git_dir / "transport.credentials";
  const CredentialsFile credentials(kept, origin.credentials);
  write_configuration(configuration, origin.local, kept);
  Command command;
  command.argv = {"git", "--git-dir=" + git_dir.string(), "--no-replace-objects",
                  // No hooks and helpers from any configuration may affect the mirror.
                  "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
                  // Keep commits that releases were made from, even if their branch is deleted.
                  "-c", "gc.pruneExpire=never", "-c", "gc.cruftPacks=true",
                  // Never in the background, after the lock was released.
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
