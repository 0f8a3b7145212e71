// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/bwrap.hpp"

#include <fmt/format.h>

namespace rpmworks::sandbox {

namespace {

using Arguments = std::vector<std::string>;

// Capabilities for unpacking packages and for their scriptlets, as root of the chroot: owners, modes, file
// capabilities, changing the user, device files (which cannot be opened, because the mount has nodev).
constexpr const char* k_root_capabilities[] = {"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID",
                                               "CAP_KILL",  "CAP_SETGID",       "CAP_SETUID", "CAP_SETFCAP",
                                               "CAP_MKNOD", "CAP_SYS_CHROOT"};

// Capabilities for the stage program until it becomes the builder, who has none.
constexpr const char* k_becoming_capabilities[] = {"CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP"};

// In /dev, which is the sandbox's own file system, so that the root does not change.
constexpr const char* k_stage_inside = "/dev/.stage";

void append(Arguments& to, std::initializer_list<std::string> what) {
  to.insert(to.end(), what.begin(), what.end());
}

// Namespaces and lifetime of the sandbox, the same in every mode. The network is an empty loopback. The
// process namespace ends with its first process, which ends with its parent.
void append_isolation(Arguments& to, const Sandbox& sandbox) {
  append(to, {"--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"});
  if (!sandbox.network) append(to, {"--unshare-net"});
  append(to, {"--die-with-parent", "--new-session", "--hostname", sandbox.hostname});
  append(to, {"--json-status-fd", std::to_string(k_status_fd), "--cap-drop", "ALL"});
  append(to, {"--seccomp", std::to_string(k_filter_fd)});
}

// The kernel checks writes to /proc/sys only for uid 0 of the machine, not for capabilities. If the caller is
// root, the kernel's settings would be writable whatever id the sandbox shows.
void append_readonly_proc(Arguments& to) {
  append(to, {"--remount-ro", "/proc"});
}

// /proc/keys shows the names of the caller's keys to every process of the same user.
void append_proc(Arguments& to) {
  append(to, {"--proc", "/proc"});
  for (const char* const list : {"/proc/keys", "/proc/key-users"})
    if (is_there(list)) append(to, {"--ro-bind", "/dev/null", list});
}

void append_binds(Arguments& to, const Sandbox& sandbox) {
  for (const auto& bind : sandbox.binds)
    append(to, {bind.writable ? "--bind" : "--ro-bind", bind.from.string(), bind.to.string()});
}

// /lib64 and similar: links on a merged-/usr host, folders on an older one.
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

// Makes /bin/sh bash, as on every RPM distribution: Debian's is dash, which supports less. A link cannot be a
// mount point, so the target of /bin/sh is replaced.
void append_bash(Arguments& to) {
  std::error_code missing;
  const fs::path shell = fs::canonical("/bin/sh", missing);
  const fs::path bash = fs::canonical("/bin/bash", missing);
  if (!missing && shell != bash && shell.string().starts_with("/usr/"))
    append(to, {"--ro-bind", bash.string(), shell.string()});
}

}  // namespace

std::map<std::string, std::string> environment_of(const Sandbox& sandbox) {
  std::map<std::string, std::string> env = {
      {"PATH", k_path},
      {"HOME", sandbox.user == User::root ? "/root" : "/tmp"},
      {"LC_ALL", "C.UTF-8"},
      {"TZ", "UTC"},
  };
  for (const auto& [name, value] : sandbox.env) env[name] = value;
  return env;
}

std::vector<std::string> host_usr_arguments(const Sandbox& sandbox, const Command& command) {
  // One id is mapped, which bubblewrap can do itself for any user. The program has no rights beyond what the
  // caller has in the bind mounts.
  const std::string id = sandbox.user == User::root ? "0" : std::to_string(k_builder_uid);
  Arguments arguments = {"--unshare-user", "--uid", id, "--gid", id};
  append_isolation(arguments, sandbox);
  append_usr(arguments);
  // Links of Debian's alternatives (awk, cc) point only into /usr; the loader's cache makes program starts
  // faster.
  append(arguments, {"--ro-bind-try", "/etc/alternatives", "/etc/alternatives"});
  append(arguments, {"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
  append(arguments, {"--perms", "0644", "--ro-bind-data", std::to_string(k_passwd_fd), "/etc/passwd"});
  append(arguments, {"--perms", "0644", "--ro-bind-data", std::to_string(k_group_fd), "/etc/group"});
  append_proc(arguments);
  append(arguments, {"--dev", "/dev", "--dir", "/var"});
  append(arguments, {"--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/var/tmp"});
  append_binds(arguments, sandbox);
  append_bash(arguments);
  // The program itself is the first process. With bubblewrap's own init, stdin and stdout would stay open
  // there, and commands run by the program could reach them through /proc/1/fd.
  if (sandbox.program)
    append(arguments, {"--perms", "0555", "--ro-bind-data", std::to_string(k_program_fd),
                       sandbox.program->to.string(), "--as-pid-1"});
  append_readonly_proc(arguments);
  append(arguments, {"--remount-ro", "/", "--chdir", command.cwd.empty() ? "/" : command.cwd.string(), "--"});
  return arguments;
}

std::vector<std::string> chroot_arguments(const Sandbox& sandbox, const Command& command,
                                          const fs::path& root) {
  Arguments arguments;
  append_isolation(arguments, sandbox);
  append(arguments, {"--bind", root.string(), "/"});
  append_proc(arguments);
  append(arguments, {"--dev", "/dev"});
  // For shm_open and sem_open in test suites; bubblewrap's own /dev/shm is accessible only to root.
  if (sandbox.limits.shm_bytes) append(arguments, {"--size", std::to_string(sandbox.limits.shm_bytes)});
  append(arguments, {"--perms", "1777", "--tmpfs", "/dev/shm"});
  // Name resolution uses the machine's settings.
  if (sandbox.network) append(arguments, {"--ro-bind-try", "/etc/resolv.conf", "/etc/resolv.conf"});
  if (sandbox.user == User::root) {
    for (const char* const capability : k_root_capabilities) append(arguments, {"--cap-add", capability});
    append_readonly_proc(arguments);
    // Files that scriptlets leave there must not become part of the root.
    append(arguments, {"--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/var/tmp"});
  } else {
    for (const char* const capability : k_becoming_capabilities) append(arguments, {"--cap-add", capability});
    append(arguments, {"--perms", "0555", "--ro-bind-data", std::to_string(k_stage_fd), k_stage_inside});
  }
  append_binds(arguments, sandbox);
  append(arguments, {"--chdir", command.cwd.empty() ? "/" : command.cwd.string(), "--"});
  if (sandbox.user == User::builder) {
    const std::string id = std::to_string(k_builder_uid);
    append(arguments, {k_stage_inside, "enter", id, id, std::to_string(sandbox.limits.tasks), "--"});
  }
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
