// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "clients/profile.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/stand_ins.hpp"

namespace rpmworks::mock {

namespace {

constexpr size_t k_digits = 16;  // of a digest in a file name
constexpr const char* k_own_root_name = "ROOT";

// A Python string on one line: mock also looks for lines that begin with include(…).
std::string python(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == '\'') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + "'";
}

// Escapes a text for Jinja: replaces each start of a Jinja expression with an expression that yields it.
std::string literally(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '{' && (next == '{' || next == '%' || next == '#')) {
      out += "{{ '{' }}";
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string value(std::string_view text) {
  return python(literally(text));
}

// A value of dnf's configuration. dnf's variables begin with '$', which repos.yaml does not allow.
std::string ini(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("%0A") : std::string(1, c);
  return out;
}

// The name of an upstream may contain '+', which dnf and yum refuse in an id. If two names would give the
// same id, or the id is "main", which is not a repository, a part of the name's digest is added.
std::string id_of(const Repository& repository, const std::vector<Repository>& all) {
  constexpr size_t k_id_digits = 8;
  const std::string& name = repository.name;
  const auto plain = [](const std::string& one) { return config::repository_id(one, {}); };
  const std::string id = plain(name);
  const bool is_shared = id != name && std::ranges::any_of(all, [&](const Repository& other) {
                           return other.name != name && plain(other.name) == id;
                         });
  return is_shared || id == "main" ? fmt::format("{}-{}", id, sha256(name).substr(0, k_id_digits)) : id;
}

std::string repository_text(const Repository& repository, const std::vector<Repository>& all) {
  std::string text = fmt::format("\n[{}]\nname={}\n", id_of(repository, all), repository.name);
  if (!repository.baseurl.empty())
    text += fmt::format("baseurl={}\n", ini(repository.baseurl));
  else if (repository.mirrorlist.find("metalink") != std::string::npos)
    text += fmt::format("metalink={}\n", ini(repository.mirrorlist));
  else
    text += fmt::format("mirrorlist={}\n", ini(repository.mirrorlist));
  // The product's own packages come first, regardless of versions (dnf's default is 99, the highest is 1).
  return text +
         fmt::format("gpgkey=file://{}\ngpgcheck=1\n{}enabled=1\npriority=100\nskip_if_unavailable=0\n",
                     ini(repository.keys.string()), repository.signed_repomd ? "repo_gpgcheck=1\n" : "");
}

std::string package_manager_text(const std::vector<Repository>& repositories) {
  std::string text =
      "[main]\nkeepcache=1\ndebuglevel=2\nreposdir=/dev/null\nlogfile=/var/log/"
      "yum.log\nretries=3\nobsoletes=1\n"
      "gpgcheck=1\nassumeyes=1\nsyslog_ident=mock\nsyslog_device=\ninstall_weak_deps=0\nmetadata_expire=0\n"
      "best=1\nmodule_platform_id=\nprotected_packages=\n";
  for (const auto& repository : repositories) text += repository_text(repository, repositories);
  return text;
}

// The release of the distribution: "6" for ".el6", "40" for ".fc40"; empty for others.
std::string release_of(const std::string& dist) {
  const auto macros = rpm::target_macros({}, dist);
  for (const char* const name : {"rhel", "fedora"})
    if (const auto found = macros.find(name); found != macros.end()) return found->second;
  return {};
}

// The architectures of machines that can run the programs of a root of this architecture.
std::string legal_hosts(const std::string& arch) {
  if (arch.size() == 4 && arch[0] == 'i' && arch.ends_with("86")) return "('i386', 'i586', 'i686', 'x86_64')";
  return fmt::format("({},)", python(arch));
}

std::map<std::string, std::string> macros_of(const config::Target& target) {
  std::map<std::string, std::string> macros = {
      {"_buildhost", "rpmworks"},
      // Reproducible packages: the newest entry of %changelog dates them, if the target's rpm supports it
      // (4.14 and later).
      {"source_date_epoch_from_changelog", "1"},
      {"use_source_date_epoch_as_buildtime", "1"},
      {"clamp_mtime_to_source_date_epoch", "1"},
  };
  for (const auto& [name, text] : rpm::target_macros(target.macros, target.dist)) macros[name] = text;
  return macros;
}

std::string isolation_of(const config::Target& target) {
  if (!target.mock.isolation.empty()) return target.mock.isolation;
  // The programs of el6 are not made to run in a container.
  return clients::profile(target.client).container ? "auto" : "simple";
}

std::string text_with_root(const config::Target& target, const std::vector<Repository>& repositories,
                           const std::string& root) {
  std::string text =
      fmt::format("# Written by rpmworks for the target {}. What it says gives its name.\n", target.name);
  const auto set = [&](const std::string& name, const std::string& what) {
    text += fmt::format("config_opts['{}'] = {}\n", name, what);
  };
  set("root", python(root));
  set("target_arch", python(target.arch));
  set("legal_host_arches", legal_hosts(target.arch));
  std::string install = "('install', 'rpm-build', ";
  for (const auto& requirement : target.install)
    if (requirement != "rpm-build") install += value(requirement) + ", ";
  set("chroot_setup_cmd", install + ")");
  std::string dist = target.dist;
  if (dist.starts_with('.')) dist.erase(0, 1);
  if (!dist.empty()) set("dist", value(dist));
  if (const auto release = release_of(target.dist); !release.empty()) set("releasever", python(release));
  set("package_manager", python(package_manager_of(target)));
  set("use_bootstrap", target.mock.bootstrap ? "True" : "False");
  set("use_bootstrap_image", "False");
  set("isolation", python(isolation_of(target)));
  set("dnf_warning", "False");  // otherwise mock may ask a question, which nobody answers
  set("rpmbuild_networking", "False");
  set("use_host_resolv", "False");
  if (target.mock.bootstrap) {
    // The package manager of the bootstrap root looks for the keys there. mock copies only these keys and its
    // own.
    std::string keys;
    for (const auto& repository : repositories)
      for (int i = 0; i < 2; ++i) keys += value(repository.keys.string()) + ", ";
    set("ssl_extra_certs", "[" + keys + "]");
  }
  for (const auto& [name, body] : macros_of(target))
    text += fmt::format("config_opts['macros']['%{}'] = {}\n", name, body.empty() ? "'%{nil}'" : value(body));
  const std::string manager = package_manager_text(repositories);
  set(package_manager_of(target) == "yum" ? "yum.conf" : "dnf.conf", value(manager));
  return text;
}

}  // namespace

std::string package_manager_of(const config::Target& target) {
  if (!target.mock.package_manager.empty()) return target.mock.package_manager;
  return std::string(clients::profile(target.client).package_manager);
}

std::vector<std::string> exclusion_options(const config::Target& target,
                                           const std::vector<std::string>& nevras) {
  std::string manager = package_manager_of(target);
  if (manager == "dnf4") manager = "dnf";
  std::vector<std::string> options;
  for (const std::string& nevra : nevras)
    options.push_back(fmt::format("--config-opts={}_builddep_opts=--exclude={}", manager, nevra));
  // mock treats an option as a list only if it is given twice. mock drops the empty second value.
  if (options.size() == 1) options.push_back(fmt::format("--config-opts={}_builddep_opts=", manager));
  return options;
}

std::string config_text(const config::Target& target, const std::vector<Repository>& repositories) {
  // The name of the root depends on the rest of the file, so that another configuration gets another root.
  const std::string digest =
      sha256(text_with_root(target, repositories, k_own_root_name)).substr(0, k_digits);
  return text_with_root(target, repositories, fmt::format("rpmworks-{}-{}", target.name, digest));
}

fs::path write_by_content(const fs::path& folder, const std::string& prefix, const std::string& text,
                          const std::string& suffix) {
  const fs::path file = folder / fmt::format("{}-{}{}", prefix, sha256(text).substr(0, k_digits), suffix);
  if (fs::is_regular_file(file) && read_file(file) == text) return file;
  make_folders(folder);
  replace_file(file, text);
  return file;
}

RootConfig write_config(const config::Target& target, const std::vector<Repository>& repositories,
                        const fs::path& folder) {
  const std::string text = config_text(target, repositories);
  return {write_by_content(folder, target.name, text, ".cfg").string(), sha256(text)};
}

RootConfig user_config(const config::Target& target, const fs::path& mock_folder) {
  const std::string& root = target.mock.root;
  const auto missing = [&](const fs::path& file) {
    return Error(ExitCode::invalid,
                 fmt::format("the target '{}' names a mock configuration that does not exist: {}",
                             target.name, file.string()))
        .at(target.where);
  };
  if (root.ends_with(".cfg")) {
    if (!fs::is_regular_file(root))
      throw missing(root).hint("correct mock.root, or remove it to let rpmworks write a configuration");
    return {root, digest_of_file(root)};
  }
  const fs::path file = mock_folder / (root + ".cfg");
  if (fs::is_regular_file(file)) return {root, digest_of_file(file)};
  // The user may have more configurations elsewhere (~/.config/mock); mock reports what it does not find.
  if (!fs::is_directory(mock_folder)) return {root, sha256(root)};
  if (fs::is_regular_file(mock_folder / "eol" / (root + ".cfg")))
    throw missing(file).hint(
        fmt::format("its distribution is no longer supported: write root: eol/{}", root));
  const char* const home = std::getenv("HOME");
  if (home && fs::is_regular_file(fs::path(home) / ".config" / "mock" / (root + ".cfg")))
    return {root, sha256(root)};
  std::vector<std::string> names;
  for (const fs::path& place : {mock_folder, mock_folder / "eol"}) {
    if (!fs::is_directory(place)) continue;
    for (const auto& entry : fs::directory_iterator(place)) {
      if (entry.path().extension() != ".cfg") continue;
      names.push_back(entry.path().lexically_relative(mock_folder).replace_extension().string());
    }
  }
  std::sort(names.begin(), names.end());
  throw missing(file).hint(
      did_you_mean(root, names).value_or("mock --list-chroots lists all configurations"));
}

}  // namespace rpmworks::mock
