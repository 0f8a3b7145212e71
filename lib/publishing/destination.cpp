// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/destination.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "publishing/read_back.hpp"
#include "upstream/address.hpp"

namespace rpmworks::publishing {

namespace {

constexpr fs::perms k_folder_mode{0755};
constexpr size_t k_most_message_lines = 10;  // of a program's messages

// Runs a program that copies files. `doing` names the action in the message.
void copy_by(const Command& command, const std::string& doing) {
  const ProcessResult result = run(command);
  if (result.ok()) return;
  throw Error(ExitCode::upstream,
              fmt::format("{} failed while {} (exit code {})", command.argv.front(), doing, result.exit_code))
      .notes(last_lines(result.err, k_most_message_lines))
      .hint(
          "nothing that clients use was removed, and files that arrived are kept: when the cause is mended, "
          "the "
          "same command continues");
}

class FolderDestination : public Destination {
 public:
  explicit FolderDestination(fs::path folder) : m_folder(std::move(folder)) {}

  void put(const Batch& batch) override {
    with_context(fmt::format("copying to {}", name()), [&] {
      for (const auto& file : batch.files) put_file(batch.from / file, m_folder / batch.to / file);
    });
  }

  bool has_links() const override { return true; }

  void put_link(const fs::path& from, const std::string& name) override {
    const fs::path target = fs::read_symlink(from / name);
    std::error_code none;
    if (fs::read_symlink(m_folder / name, none) != target) swap_symlink(m_folder / name, target);
  }

  std::string name() const override { return m_folder.string(); }

 private:
  void put_file(const fs::path& from, const fs::path& to) const {
    std::error_code none;
    if (fs::is_regular_file(fs::symlink_status(to, none)) && fs::file_size(to, none) == fs::file_size(from) &&
        digest_of_file(to) == digest_of_file(from))
      return;
    make_public(to.parent_path());
    // A run that was killed may have left this name.
    const fs::path temporary = to.parent_path() / ("." + to.filename().string() + ".rpmworks-part");
    remove_tree(temporary);
    copy_file_contents(from, temporary);
    sync_path(temporary);
    rename_durably(temporary, to);
  }

  // Readable by a web server, whatever the user's umask. Folders above the destination stay as they are.
  void make_public(const fs::path& folder) const {
    if (fs::is_directory(folder)) return;
    if (folder != m_folder) make_public(folder.parent_path());
    make_folders(folder);
    fs::permissions(folder, k_folder_mode);
  }

  fs::path m_folder;
};

class RsyncDestination : public Destination {
 public:
  // `shell`: the program for rsync's option -e; empty for its own protocol.
  RsyncDestination(std::string name, std::string address, std::string shell)
      : m_name(std::move(name)), m_address(std::move(address)), m_shell(std::move(shell)) {
    while (m_address.ends_with('/') && m_address.size() > 1) m_address.pop_back();
  }

  void put(const Batch& batch) override {
    Command command = copying(batch.from, batch.to);
    for (const auto& file : batch.files) command.input += file + '\n';
    if (!batch.files.empty()) copy_by(command, fmt::format("copying to {}", m_name));
  }

  bool has_links() const override { return true; }

  void put_link(const fs::path& from, const std::string& name) override {
    Command command = copying(from, {});
    command.input = name + '\n';
    copy_by(command, fmt::format("copying the link {} to {}", name, m_name));
  }

  std::string name() const override { return m_name; }

 private:
  // Size and time do not tell that a file is the same: another workspace may have copied it. A partial file
  // has another folder than the complete one, and the next run continues it.
  Command copying(const fs::path& from, const std::string& to) const {
    Command command;
    command.argv = {"rsync",
                    "--links",
                    "--times",
                    "--checksum",
                    "--chmod=D755,F644",
                    "--mkpath",
                    "--partial-dir=.rpmworks-part",
                    "--timeout=300",
                    "--files-from=-"};
    if (!m_shell.empty()) command.argv.insert(command.argv.end(), {"-e", m_shell});
    command.argv.insert(command.argv.end(),
                        {"--", from.string() + "/", m_address + "/" + (to.empty() ? "" : to + "/")});
    return command;
  }

  std::string m_name;
  std::string m_address;
  std::string m_shell;
};

class RcloneDestination : public Destination {
 public:
  RcloneDestination(std::string remote, fs::path tmp) : m_remote(std::move(remote)), m_tmp(std::move(tmp)) {
    while (m_remote.ends_with('/')) m_remote.pop_back();
  }

  // A store without checksums of its own compares sizes, but two mirror lists may have the same size: a file
  // that may change is always written.
  void put(const Batch& batch) override {
    if (batch.files.empty()) return;
    const TempDir folder(m_tmp, "rclone-");
    const fs::path list = folder.path() / "files";
    write_new_file(list, join(batch.files, "\n") + "\n");
    std::string to = m_remote;
    if (!batch.to.empty()) to += (to.ends_with(':') ? "" : "/") + batch.to;
    const std::string cached = fmt::format("Cache-Control: public, max-age={}", k_cached_for.count());
    Command command;
    command.argv = {"rclone",
                    "copy",
                    "--files-from-raw",
                    list.string(),
                    batch.is_immutable ? "--checksum" : "--ignore-times",
                    "--header-upload",
                    batch.is_immutable ? "Cache-Control: public, max-age=31536000, immutable" : cached,
                    "--",
                    batch.from.string(),
                    to};
    copy_by(command, fmt::format("copying to {}", name()));
  }

  bool has_links() const override { return false; }

  void put_link(const fs::path&, const std::string&) override {}

  std::string name() const override { return "rclone:" + m_remote; }

 private:
  std::string m_remote;
  fs::path m_tmp;
};

Error unusable(const std::string& text, const std::string& why) {
  return Error(ExitCode::usage, fmt::format("'{}' cannot be a destination: {}", redacted(text), why))
      .hint(
          "write an absolute path, ssh://HOST/PATH, HOST:PATH, rsync://HOST/MODULE/PATH or "
          "rclone:REMOTE:PATH");
}

// USER:PASSWORD@HOST:PATH, which ssh would read as PATH on a host named USER.
bool has_ssh_password(const std::string& text) {
  const std::string before_path = text.substr(0, text.find('/'));
  const size_t colon = before_path.find(':');
  const size_t at = before_path.find('@', colon == std::string::npos ? 0 : colon);
  return colon != std::string::npos && at != std::string::npos &&
         before_path.find(':', at) != std::string::npos && !text.starts_with("rclone:");
}

void require_no_secrets(const std::string& text) {
  static const std::vector<std::string> k_words = {"pass=", "password=", "secret", "token=", "key="};
  const bool is_connection = text.starts_with("rclone::");
  if (has_secrets(text) || has_ssh_password(text) ||
      (is_connection && std::ranges::any_of(k_words, [&](const std::string& word) {
         return text.find(word) != std::string::npos;
       })))
    throw Error(ExitCode::usage,
                "the destination contains a password, which every user of this machine could see")
        .hint(
            "configure it where only you can read it: `rclone config` for rclone, ~/.ssh for ssh, the "
            "variable RSYNC_PASSWORD for an rsync server");
}

// ssh://[user@]host[:port]/path in rsync's own terms.
std::unique_ptr<Destination> by_ssh(const std::string& text) {
  const std::string rest = text.substr(std::string("ssh://").size());
  const size_t slash = rest.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == rest.size())
    throw unusable(text, "it has no host or no path");
  std::string host = rest.substr(0, slash);
  // Never asks for a password: keys and agents only.
  std::string shell = "ssh -o BatchMode=yes";
  const size_t colon = host.rfind(':');
  if (colon != std::string::npos && !host.ends_with(']')) {
    const std::string port = host.substr(colon + 1);
    if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos)
      throw unusable(text, fmt::format("'{}' is not a port", port));
    shell += " -p " + port;
    host.erase(colon);
  }
  return std::make_unique<RsyncDestination>(text, host + ":" + rest.substr(slash), shell);
}

}  // namespace

std::unique_ptr<Destination> destination(const std::string& text, const fs::path& tmp) {
  require_no_secrets(text);
  if (text.starts_with('-') || text.find('\n') != std::string::npos)
    throw unusable(text, "its form is unknown");
  if (const auto folder = upstream::local_file(text))
    return std::make_unique<FolderDestination>(folder->lexically_normal());
  if (text.starts_with("ssh://")) return by_ssh(text);
  if (text.starts_with("rsync://")) return std::make_unique<RsyncDestination>(text, text, "");
  constexpr std::string_view k_rclone = "rclone:";
  if (text.starts_with(k_rclone)) {
    const std::string remote = text.substr(k_rclone.size());
    if (remote.find(':') == std::string::npos) throw unusable(text, "a remote of rclone ends with ':'");
    return std::make_unique<RcloneDestination>(remote, tmp);
  }
  const size_t colon = text.find(':');
  if (colon == std::string::npos)
    throw unusable(text, "it is neither an absolute path nor on another machine");
  if (text.find("://") != std::string::npos) throw unusable(text, "rpmworks cannot write to such an address");
  if (colon == 0 || text.find('/') < colon) throw unusable(text, "its form is unknown");
  return std::make_unique<RsyncDestination>(text, text, "ssh -o BatchMode=yes");
}

}  // namespace rpmworks::publishing
