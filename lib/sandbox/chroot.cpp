// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/chroot.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "core/error.hpp"
#include "sandbox/bwrap.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/stage.hpp"

namespace rpmworks::sandbox {

namespace {

// In mount options a comma separates options and a colon separates layers.
std::string escaped(const fs::path& path) {
  std::string text;
  for (const char c : path.string()) {
    if (c == '\\' || c == ':' || c == ',') text += '\\';
    text += c;
  }
  return text;
}

std::string layers(const Overlay& overlay) {
  std::string options = "lowerdir=";
  for (size_t i = 0; i < overlay.lower.size(); ++i) options += (i ? ":" : "") + escaped(overlay.lower[i]);
  return options + ",upperdir=" + escaped(overlay.upper) + ",workdir=" + escaped(overlay.work);
}

}  // namespace

std::string program_path(const std::string& name) {
  if (const auto path = find_program(name)) return path->string();
  return name;
}

std::vector<std::string> namespace_arguments() {
  if (::geteuid() == 0) return {};
  const OwnIds ids = own_ids();
  std::vector<std::string> arguments = {"--map", program_path("newuidmap"), "PID"};
  for (auto& word : mapping(ids.uid, ids.uids)) arguments.push_back(std::move(word));
  arguments.insert(arguments.end(), {"--", program_path("newgidmap"), "PID"});
  for (auto& word : mapping(ids.gid, ids.gids)) arguments.push_back(std::move(word));
  arguments.emplace_back("--");
  return arguments;
}

Command root_command(const std::vector<std::string>& argv) {
  Command command;
  command.argv = {fmt::format("/proc/self/fd/{}", k_stage_fd), "outer", "--parent",
                  std::to_string(::getpid())};
  for (auto& word : namespace_arguments()) command.argv.push_back(std::move(word));
  command.argv.insert(command.argv.end(),
                      {"--close", std::to_string(k_stage_fd), "--", program_path(argv.at(0))});
  command.argv.insert(command.argv.end(), argv.begin() + 1, argv.end());
  command.env = std::map<std::string, std::string>{{"LC_ALL", "C"}};
  command.descriptors[k_stage_fd] = stage_program_fd();
  return command;
}

std::string fuse_options(const Overlay& overlay) {
  // Folders have one link, as in the kernel's overlays.
  return layers(overlay) + ",volatile,static_nlink";
}

std::string tmpfs_options(uint64_t bytes) {
  return fmt::format("size={},mode=0700", bytes);
}

std::string overlay_options(const Overlay& overlay, bool in_user_namespace) {
  std::string options = layers(overlay) + ",volatile";
  if (in_user_namespace) options += ",userxattr";
  // The kernel limits options to one page.
  if (options.size() >= 4096)
    throw Error(ExitCode::failed, "the paths of the layers of the build root are too long")
        .hint("choose a shorter --cache folder");
  return options;
}

}  // namespace rpmworks::sandbox
