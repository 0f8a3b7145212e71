// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/scriptlets.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

std::string names_of(const Project& project, SystemFileKind kind) {
  std::vector<std::string> names;
  for (const auto& file : project.system_files)
    if (file.kind == kind) names.push_back(file.name);
  return join(names, " ");
}

// Quotes a user's comment (GECOS field) for the shell of a scriptlet.
std::string comment_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '%') word += '%';
    if (c != '\'' && static_cast<unsigned char>(c) >= ' ' && c != ':') word += c;
  }
  return word + "'";
}

// Follows the packaging guidelines for rpm versions before 4.19:
// https://docs.fedoraproject.org/en-US/packaging-guidelines/UsersAndGroups/
std::string user_commands(const SystemUser& user) {
  return fmt::format(
      "getent group {0} >/dev/null || groupadd -r {0}\n"
      "getent passwd {0} >/dev/null || useradd -r -g {0} -d {1} -s {2} -c {3} {0}\n",
      user.name, user.home, user.shell, comment_word(user.comment));
}

}  // namespace

std::string scriptlets(const Project& project) {
  const std::string units = names_of(project, SystemFileKind::unit);
  const std::string user_units = names_of(project, SystemFileKind::user_unit);
  const std::string tmpfiles = names_of(project, SystemFileKind::tmpfiles);
  std::string pre;
  std::string post;
  std::string preun;
  std::string postun;
  for (const auto& user : project.users) pre += user_commands(user);
  if (!pre.empty())
    pre = "# rpm 4.19 and later make the users of sysusers.d by themselves, older ones do not.\n" + pre;
  if (!units.empty()) {
    post += "%systemd_post " + units + "\n";
    preun += "%systemd_preun " + units + "\n";
    postun += "%systemd_postun_with_restart " + units + "\n";
  }
  if (!user_units.empty()) {
    post += "%systemd_user_post " + user_units + "\n";
    preun += "%systemd_user_preun " + user_units + "\n";
    postun += "%systemd_user_postun " + user_units + "\n";
  }
  if (!tmpfiles.empty()) post += "%tmpfiles_create " + tmpfiles + "\n";
  std::string text;
  const auto add = [&](const char* section, const std::string& commands) {
    if (!commands.empty()) text += fmt::format("{}{}\n{}", text.empty() ? "" : "\n", section, commands);
  };
  add("%pre", pre);
  add("%post", post);
  add("%preun", preun);
  add("%postun", postun);
  // Without file triggers (EL 7), each package with libraries must run ldconfig itself.
  if (text.empty() && project.is_library && !project.is_headers_only) text = "%{?ldconfig_scriptlets}\n";
  return text;
}

std::string scriptlet_requirements(const Project& project) {
  std::string text;
  if (!names_of(project, SystemFileKind::unit).empty() ||
      !names_of(project, SystemFileKind::user_unit).empty() ||
      !names_of(project, SystemFileKind::tmpfiles).empty())
    text += "%{?systemd_requires}\n";
  if (!project.users.empty()) text += "Requires(pre):  shadow-utils\n";
  return text;
}

}  // namespace rpmworks::scaffold
