// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/fields.hpp"
#include "config/hostbase.hpp"
#include "config/limits.hpp"
#include "config/mock.hpp"
#include "config/modules.hpp"
#include "config/package.hpp"
#include "config/release.hpp"
#include "config/slurm.hpp"
#include "config/supplier.hpp"
#include "config/trust.hpp"
#include "config/values.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::config {

namespace {

using std::string;

// Reads one file. Names that refer to other parts are resolved at the end, so the order of the parts does not
// matter.
class Loader {
 public:
  Loader(const Document& document, fs::path base)
      : m_document(document),
        m_base(std::move(base)),
        m_top(document, document.root(), Mark{1, 1}, "",
              {"schema", "product", "supplier", "keys", "upstreams", "targets", "packages", "superprojects",
               "release", "slurm"}) {}

  Config load(const Hostbase& hostbase) {
    read_head();
    each("keys", "key", [this](const Located<string>& name, const Node& node, Mark where) {
      const Fields fields(m_document, node, where, fmt::format("key '{}'", *name), key_keys());
      m_config.keys.emplace(*name, read_key(fields, name, m_base));
    });
    each("upstreams", "upstream", [this](const Located<string>& name, const Node& node, Mark where) {
      const Fields fields(m_document, node, where, fmt::format("upstream '{}'", *name), upstream_keys());
      m_config.upstreams.emplace(*name, read_upstream(fields, name, m_base, m_references));
    });
    if (const auto slurm = m_top.fields("slurm", "'slurm'", slurm_keys())) m_slurm = read_slurm(*slurm, {});
    each("targets", "target", [this](auto&&... of) { read_target(of...); });
    each("packages", "package", [this](const Located<string>& name, const Node& node, Mark where) {
      const Fields fields(m_document, node, where, fmt::format("package '{}'", *name), package_keys());
      m_config.packages.emplace(*name, read_package(fields, name, m_base, m_references));
    });
    for (const auto& fields : m_top.items("superprojects", "superproject", superproject_keys()))
      m_config.superprojects.push_back(read_superproject(fields, m_base));
    read_release(m_document, m_top, m_base, m_config, m_references);
    const bool is_own = m_config.targets.contains(Hostbase::k_name);
    add_hostbase(m_config, hostbase);
    if (!is_own) m_config.targets.at(Hostbase::k_name).slurm = m_slurm;
    m_references.check(m_config);
    note_unused();
    return std::move(m_config);
  }

 private:
  void note_unused() {
    using To = References::To;
    for (const auto& [name, key] : m_config.keys)
      if (key.where.line > 0 && !m_references.has(To::key, name) && !m_references.has(To::trusted_key, name))
        m_config.unused_keys.push_back({name, key.where});
    for (const auto& [name, upstream] : m_config.upstreams)
      if (upstream.where.line > 0 && !m_references.has(To::upstream, name))
        m_config.unused_upstreams.push_back({name, upstream.where});
  }

  void read_head() {
    const auto schema = m_top.required_text("schema", "begin the file with `schema: 1`");
    if (*schema != "1")
      throw Error(ExitCode::invalid, fmt::format("unknown schema {}", shown(*schema)))
          .at(schema.where)
          .hint("this release of rpmworks reads `schema: 1`");
    m_config.product = require_name(m_top.required_text("product"), "the product's name");
    if (const auto fields = m_top.fields("supplier", "'supplier'", supplier_keys()))
      m_config.supplier = read_supplier(*fields);
  }

  template <typename Read>
  void each(const string& name, const string& kind, Read read) {
    m_top.each(name, [&](const Located<string>& thing, const Node& node, Mark where) {
      require_name(thing, fmt::format("the name of a {}", kind));
      read(thing, node, where);
    });
  }

  void read_target(const Located<string>& name, const Node& node, Mark where) {
    const Fields fields(m_document, node, where, fmt::format("target '{}'", *name),
                        {"arch", "dist", "client", "modules", "buildroot", "engine", "mock", "limits",
                         "ccache", "tmpfs", "executor", "slurm"});
    Target target{.name = *name, .arch = machine_arch(), .slurm = m_slurm, .where = name.where};
    if (const auto text = fields.text("arch")) target.arch = require_arch(*text, fields.named("arch"));
    if (const auto text = fields.text("dist")) target.dist = require_dist(*text, fields.named("dist"));
    const string client =
        fields.one_of("client", clients::profile_names(), clients::name_of(ClientProfile::modern));
    target.client = clients::find_profile(client)->client;
    target.modules = read_modules(fields, target.client);
    target.engine = fields.one_of("engine", {"auto", "mock", "builtin"}, "auto");
    if (const auto mock = fields.fields("mock", fields.named("mock"), mock_keys()))
      target.mock = read_mock(*mock, m_base, target.client);
    target.limits = read_limits(fields);
    target.ccache = read_ccache(fields);
    target.tmpfs = fields.choice("tmpfs");
    target.executor = fields.one_of("executor", {"local", "slurm"}, target.executor);
    if (const auto slurm = fields.fields("slurm", fields.named("slurm"), slurm_keys()))
      target.slurm = read_slurm(*slurm, target.slurm);
    read_buildroot(fields, target);
    m_config.targets.emplace(*name, std::move(target));
  }

  void read_buildroot(const Fields& target_fields, Target& target) {
    const auto fields =
        target_fields.fields("buildroot", target_fields.named("buildroot"), {"repos", "install", "macros"});
    const bool mock_knows = target.engine == "mock" && !target.mock.root.empty();
    if (!fields && mock_knows) return;
    if (!fields)
      throw target_fields.missing("buildroot")
          .hint("list the repositories to build against: buildroot: { repos: [hostbase] }");
    target.repos = fields->list("repos");
    m_references.add(References::To::upstream, target.repos);
    if (target.repos.empty() && !mock_knows)
      throw fields->missing("repos").hint("list upstreams, or [hostbase] for this machine's own Debian");
    for (const auto& wanted : fields->list("install")) {
      if (trim(*wanted) != *wanted || wanted->empty() || wanted->front() == '-')
        throw Error(ExitCode::invalid,
                    fmt::format("{} is not a list of packages: {}", fields->named("install"), shown(*wanted)))
            .at(wanted.where);
      target.install.push_back(*wanted);
    }
    const bool on_hostbase = std::any_of(target.repos.begin(), target.repos.end(),
                                         [](const auto& repo) { return *repo == Hostbase::k_name; });
    if (!fields->has("install") && on_hostbase) target.install = hostbase_install();
    for (const auto& [macro, value] : fields->texts("macros")) {
      require_macro_name(macro);
      target.macros.emplace(*macro, *value);
    }
  }

  static string require_arch(const Located<string>& text, const string& what) {
    const bool good = !text->empty() && std::all_of(text->begin(), text->end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (good && *text != "noarch" && !rpm::is_source_arch(*text)) return *text;
    throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text)))
        .at(text.where)
        .hint("write the output of `rpm --eval %_arch` on such a machine: x86_64, aarch64, i686");
  }

  static string require_dist(const Located<string>& text, const string& what) {
    const bool good = std::all_of(text->begin(), text->end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '+' ||
             c == '~' || c == '^';
    });
    if (good) return *text;
    throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text)))
        .at(text.where)
        .hint("it becomes the end of every Release, like .el6; '-' and blanks are not allowed");
  }

  const Document& m_document;
  fs::path m_base;
  Fields m_top;
  Config m_config;
  References m_references;
  Slurm m_slurm;  ///< defaults for targets
};

}  // namespace

Config parse(const string& yaml, const fs::path& file, const Hostbase& hostbase) {
  const Document document(yaml, file.string());
  const fs::path absolute = fs::absolute(file).lexically_normal();
  Config config = Loader(document, absolute.parent_path()).load(hostbase);
  config.file = absolute;
  config.sha256 = sha256(yaml);
  return config;
}

Config load(const fs::path& file, const Hostbase& hostbase) {
  if (fs::is_directory(file))
    throw Error(ExitCode::invalid, fmt::format("{} is a folder", file.string()))
        .hint(fmt::format("pass the file in it: {}", (file / "repos.yaml").string()));
  if (!fs::exists(file))
    throw Error(ExitCode::invalid, fmt::format("no such file: {}", file.string()))
        .hint("pass the configuration with -c FILE; docs/repos-yaml.md describes it");
  return parse(read_file(file), file, hostbase);
}

}  // namespace rpmworks::config
