// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/bwrap.hpp"

#include <fmt/format.h>

namespace rpmworks::sandbox {

namespace {

using Arguments = std::vector<std::string>;

void append(Arguments& to, std::initializer_list<std::string> what) {
  to.insert(to.end(), what.begin(), what.end());
}

// The namespaces and the end of the sandbox: the same in every mode. Of the network only loopback is left;
// the process namespace ends with its first process, and that one with its parent.
void append_isolation(Arguments& to, const Sandbox& sandbox) {
  append(to, {"--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"});
  append(to, {"--die-with-parent", "--new-session", "--hostname", sandbox.hostname});
  append(to, {"--json-status-fd", std::to_string(k_status_fd), "--cap-drop", "ALL"});
}

// The files of /proc/sys ask only whether the writer is the machine's uid 0, not for capabilities: to a
// caller that is root, whatever id the sandbox shows, the kernel's settings would be open.
void append_readonly_proc(Arguments& to) {
  append(to, {"--remount-ro", "/proc"});
}

void append_binds(Arguments& to, const Sandbox& sandbox) {
  for (const auto& bind : sandbox.binds)
    append(to, {bind.writable ? "--bind" : "--ro-bind", bind.from.string(), bind.to.string()});
}

// /lib64 and the like: links on a merged-/usr host, folders on an older one.
void append_usr(Arguments& to) {
  append(to, {"--ro-bind", "/usr", "/usr"});
  for (const char* const name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
    const fs::path path = fs::path("/") / name;
    if (fs::is_symlink(path))
      append(to, {"--symlink", fs::read_symlink(path).string(), path.string()});
    else if (fs::is_directory(path))
      append(to, {"--ro-bind", path.string(), path.string()});
  }
}

}  // namespace

std::map<std::string, std::string> environment_of(const Sandbox& sandbox) {
  std::map<std::string, std::string> env = {
      {"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"},
      {"HOME", sandbox.user == User::root ? "/root" : "/tmp"},
      {"LC_ALL", "C.UTF-8"},
      {"TZ", "UTC"},
  };
  for (const auto& [name, value] : sandbox.env) env[name] = value;
  return env;
}

std::vector<std::string> host_usr_arguments(const Sandbox& sandbox, const Command& command) {
  // One id is mapped: bubblewrap needs no help for that, as root or not. The program has no right over
  // anything but what the caller itself may touch among the binds.
  const std::string id = sandbox.user == User::root ? "0" : std::to_string(k_builder_uid);
  Arguments arguments = {"--unshare-user", "--uid", id, "--gid", id};
  append_isolation(arguments, sandbox);
  append_usr(arguments);
  // Links of Debian's alternatives (awk, cc) lead only back to /usr; the loader's cache saves it searching.
  append(arguments, {"--ro-bind-try", "/etc/alternatives", "/etc/alternatives"});
  append(arguments, {"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
  append(arguments, {"--perms", "0644", "--ro-bind-data", std::to_string(k_passwd_fd), "/etc/passwd"});
  append(arguments, {"--perms", "0644", "--ro-bind-data", std::to_string(k_group_fd), "/etc/group"});
  append(arguments, {"--proc", "/proc", "--dev", "/dev", "--dir", "/var"});
  append(arguments, {"--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/var/tmp"});
  append_binds(arguments, sandbox);
  append_readonly_proc(arguments);
  append(arguments, {"--remount-ro", "/", "--chdir", command.cwd.empty() ? "/" : command.cwd.string()});
  return arguments;
}

std::string passwd_file() {
  return fmt::format(
      "root:x:0:0:root:/root:/bin/sh\n"
      "mockbuild:x:{0}:{0}:builder:/tmp:/bin/sh\n"
      "nobody:x:65534:65534:nobody:/:/bin/false\n",
      k_builder_uid);
}

std::string group_file() {
  return fmt::format("root:x:0:\nmockbuild:x:{}:\nnogroup:x:65534:\n", k_builder_uid);
}

}  // namespace rpmworks::sandbox
