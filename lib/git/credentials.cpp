// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/transport.hpp"
#include "process/process.hpp"

namespace rpmworks::git {

namespace {

// A credential helper may query an agent or the network.
constexpr std::chrono::seconds k_patience{60};

}  // namespace

std::optional<Credentials> credentials_for(const std::string& url) {
  // The input has one attribute per line, so a line break in an address would start another attribute.
  const bool plain =
      std::none_of(url.begin(), url.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
  if (!plain) return std::nullopt;
  Command command{.argv = {"git", "credential", "fill"}};
  command.env = transport_environment();
  command.cwd = "/";  // in no repository, whose configuration could name helpers of its own
  command.input = "url=" + url + "\n\n";
  command.deadline = k_patience;
  const ProcessResult result = run(command);
  if (!result.ok()) return std::nullopt;
  Credentials found;
  for (const auto& line : split(result.out, '\n')) {
    if (line.starts_with("username=")) found.user = line.substr(line.find('=') + 1);
    if (line.starts_with("password=")) found.password = line.substr(line.find('=') + 1);
  }
  if (found.user.empty() && found.password.empty()) return std::nullopt;
  return found;
}

std::optional<std::string> setting_in(const std::string& text, const std::string& name) {
  if (text.empty()) return std::nullopt;
  Command command{.argv = {"git", "config", "--file", "-", "--no-includes", "--null", "--get", name}};
  command.env = transport_environment();
  command.cwd = "/";
  command.input = text;
  const ProcessResult result = run(command);
  constexpr int k_not_set = 1;
  if (result.exit_code == k_not_set) return std::nullopt;
  if (!result.ok())
    throw Error(ExitCode::invalid, fmt::format("git cannot read {} from a configuration", name))
        .notes(last_lines(result.err, 3));
  return result.out.substr(0, result.out.find('\0'));
}

}  // namespace rpmworks::git
