// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/diagnosis.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/text.hpp"
#include "process/process.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

namespace {

std::string text_of(const char* file) {
  try {
    return read_file(file);
  } catch (const Error&) {
    return {};
  }
}

std::optional<long> setting(const char* file) {
  const std::string text(trim(text_of(file)));
  if (text.empty()) return std::nullopt;
  return std::strtol(text.c_str(), nullptr, 10);
}

bool has_capability_sys_admin() {
  constexpr unsigned k_sys_admin = 21;  // linux/capability.h
  for (const auto& line : split(text_of("/proc/self/status"), '\n'))
    if (line.starts_with("CapEff:"))
      return (std::strtoull(line.c_str() + 7, nullptr, 16) >> k_sys_admin & 1) != 0;
  return true;
}

// The kernel does not create user namespaces in a chroot. A chroot is recognized by this: no visible mount is
// the root.
bool is_in_chroot() {
  const std::string mounts = text_of("/proc/self/mountinfo");
  if (mounts.empty()) return false;
  for (const auto& line : split(mounts, '\n')) {
    const auto fields = split(line, ' ');
    if (fields.size() > 4 && fields[4] == "/") return false;
  }
  return true;
}

Error cannot(const std::string& why) {
  return Error(ExitCode::failed, "cannot create sandboxes here: " + why);
}

Error no_bubblewrap() {
  return cannot("bubblewrap is not installed").hint("as root: apt-get install bubblewrap");
}

std::optional<Error> diagnose_ids(const Facts& facts) {
  const std::string grant = fmt::format(
      "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {}", facts.ids.user);
  const struct {
    const char* file;
    unsigned count;
  } grants[] = {{"/etc/subuid", count_of(facts.ids.uids)}, {"/etc/subgid", count_of(facts.ids.gids)}};
  for (const auto& [file, count] : grants) {
    if (count == 0)
      return cannot(fmt::format("the user {1} has no subordinate ids in {0}", file, facts.ids.user))
          .hint(grant);
    if (count < k_builder_uid)
      return cannot(fmt::format("the user {1} has {2} subordinate ids in {0}, but {3} are needed", file,
                                facts.ids.user, count, k_builder_uid))
          .hint(grant);
  }
  return std::nullopt;
}

std::optional<Error> diagnose_user_namespaces(const Facts& facts) {
  if (auto error = diagnose_host_tools(facts)) return error;
  if (!facts.has_idmap_programs)
    return cannot("newuidmap and newgidmap are not installed").hint("as root: apt-get install uidmap");
  return diagnose_ids(facts);
}

}  // namespace

Facts facts() {
  Facts facts;
  facts.ids = own_ids();
  facts.has_bwrap = find_program("bwrap").has_value();
  facts.has_idmap_programs = find_program("newuidmap") && find_program("newgidmap");
  facts.has_sys_admin = has_capability_sys_admin();
  facts.in_chroot = is_in_chroot();
  facts.userns_clone = setting("/proc/sys/kernel/unprivileged_userns_clone");
  facts.max_user_namespaces = setting("/proc/sys/user/max_user_namespaces");
  facts.apparmor_restrict = setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  return facts;
}

std::optional<Error> diagnose_host_tools(const Facts& facts) {
  if (!facts.has_bwrap) return no_bubblewrap();
  if (facts.max_user_namespaces == 0)
    return cannot("the kernel does not allow user namespaces (user.max_user_namespaces is 0)")
        .hint("as root: sysctl -w user.max_user_namespaces=15000");
  if (facts.in_chroot)
    return cannot("the kernel does not create user namespaces in a chroot")
        .hint(
            "enter the root as a container, with systemd-nspawn or podman run --rootfs, instead of with "
            "chroot");
  if (facts.ids.uid == 0) return std::nullopt;
  if (facts.userns_clone == 0)
    return cannot("the kernel allows user namespaces only for root (kernel.unprivileged_userns_clone is 0)")
        .hint("as root: sysctl -w kernel.unprivileged_userns_clone=1; or run rpmworks as root");
  if (facts.apparmor_restrict == 1)
    return cannot(
               "AppArmor does not grant rights in user namespaces of ordinary users "
               "(kernel.apparmor_restrict_unprivileged_userns is 1)")
        .hint("as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; or run rpmworks as root");
  return std::nullopt;
}

std::optional<Error> diagnose_chroots(const Facts& facts) {
  if (!facts.has_bwrap) return no_bubblewrap();
  if (facts.ids.uid == 0) {
    if (!facts.has_sys_admin)
      return cannot("root has no right to mount (CAP_SYS_ADMIN), as in a container")
          .hint("start the container with --privileged, or with --cap-add SYS_ADMIN and seccomp unconfined");
    return std::nullopt;
  }
  return diagnose_user_namespaces(facts);
}

}  // namespace rpmworks::sandbox
