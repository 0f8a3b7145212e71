// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "sandbox/ids.hpp"

namespace rpmworks::sandbox {

/// What a machine says about itself that decides whether it can make sandboxes.
struct Facts {
  OwnIds ids;
  bool has_bwrap = true;
  bool has_idmap_programs = true;
  bool has_sys_admin = true;                ///< as root: CAP_SYS_ADMIN
  bool in_chroot = false;                   ///< the root is not that of the mount namespace
  std::optional<long> userns_clone;         ///< kernel.unprivileged_userns_clone (Debian's own)
  std::optional<long> max_user_namespaces;  ///< user.max_user_namespaces
  std::optional<long> apparmor_restrict;    ///< kernel.apparmor_restrict_unprivileged_userns (Ubuntu's own)
};

/// The facts of this machine and user.
Facts facts();

/// The first thing that stands in the way of making chroots, however their layers come together, with what to
/// do about it.
std::optional<Error> diagnose_chroots(const Facts& facts);

/// The same of running the host's tools on untrusted input, which takes a user namespace, of root too:
/// inside, root's own files are to be nobody's.
std::optional<Error> diagnose_host_tools(const Facts& facts);

}  // namespace rpmworks::sandbox
