// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/handles.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

std::optional<std::string> Repository::own_setting(const std::string& name) const {
  git_config* opened = nullptr;
  if (git_repository_config_snapshot(&opened, m_state->handle.get()) != 0) return std::nullopt;
  const ConfigHandle config(opened);
  const char* value = nullptr;
  if (git_config_get_string(&value, config.get(), name.c_str()) != 0) return std::nullopt;
  return value;
}

}  // namespace rpmworks::git
