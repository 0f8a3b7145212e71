// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "sandbox/ids.hpp"

namespace rpmworks::sandbox {

/// Properties of a machine that determine whether sandboxes can be created.
struct Facts {
  OwnIds ids;
  bool has_bwrap = true;
  bool has_idmap_programs = true;
  bool has_sys_admin = true;                ///< as root: CAP_SYS_ADMIN
  bool in_chroot = false;                   ///< the root is not the root of the mount namespace
  std::optional<long> userns_clone;         ///< kernel.unprivileged_userns_clone (Debian only)
  std::optional<long> max_user_namespaces;  ///< user.max_user_namespaces
  std::optional<long> apparmor_restrict;    ///< kernel.apparmor_restrict_unprivileged_userns (Ubuntu only)
};

/// The properties of this machine and user.
Facts facts();

/// The first obstacle to creating chroots, with any layering, and a hint how to remove it.
std::optional<Error> diagnose_chroots(const Facts& facts);

/// The first obstacle to running the host's tools on untrusted input. This needs a user namespace even for
/// root: inside, root's own files must belong to nobody.
std::optional<Error> diagnose_host_tools(const Facts& facts);

}  // namespace rpmworks::sandbox
