// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

const char* const k_full = R"yaml(# a whole product
schema: 1
product: altai
supplier: { name: Altai team, url: "https://altai.example", contact: rpm@altai.example }
keys:
  altai: { fingerprint: "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567", homedir: gnupg, public: keys/RPM-GPG-KEY-altai }
  centos6: { public: keys/RPM-GPG-KEY-CentOS-6, expired: signed-before, digests: sha1 }
  epel6: { public: /etc/keys/RPM-GPG-KEY-EPEL-6, fingerprint: 8C3BE96AF2309184DA5C0DAE3B49DF2A0608B895 }
upstreams:
  centos6-os:      { baseurl: "https://vault.example/6.10/os/x86_64/", trust: [centos6] }
  centos6-updates: { baseurl: mirror/updates, trust: [centos6, epel6] }
  epel6:           { mirrorlist: "https://mirrors.example/epel-6", trust: [epel6], repomd: signed, digests: [sha1] }
targets:
  centos6:
    arch: x86_64
    dist: .el6
    client: el6
    buildroot: { repos: [centos6-os, centos6-updates, epel6], install: [bash, "pkgconfig(zlib)"], macros: { vendor: Altai, _enable_x: 1 } }
    engine: auto
    mock: { root: mock/el6.cfg, options: ["--config-opts=nice=1"] }
packages:
  python-openstackclient-base: { git: "https://git.example/client.git", ref: v1.0.2 }
  altai-release:   { git: repos/altai-release, ref: 1.10, subdir: sub/, spec: ./dist/a.spec, sources: { baseurl: "https://x.example/v1.0.2\n" } }
  over-ssh:        { git: "git@git.example:team/over-ssh.git", targets: [centos6] }
  rabbitmq-server: { srpm: srpms/rabbitmq-server-3.0-1.src.rpm, section: deps/misc }
  erlang:
    srpm: https://x.example/erlang-14-1.src.rpm
    sha256: 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef
    section: deps/misc
release:
  base: [centos6-os]
  baseurl: https://repo.example/altai/
  sections:
    centos6/$basearch:    { from: builds, sign: altai }
    deps/centos6-updates: { from: upstream, upstream: centos6-updates, select: closure }
    deps/misc:            { from: builds, sign: altai }
    deps/misc-srpms:      { from: srpms, of: deps/misc, sign: altai }
)yaml";

}  // namespace

TEST_CASE("a full configuration is read whole") {
  const Config config = parse(k_full, "/product/repos.yaml", k_hostbase);
  CHECK(config.file == "/product/repos.yaml");
  CHECK(config.sha256 == sha256(k_full));
  CHECK(config.product == "altai");
  CHECK(config.supplier.name == "Altai team");
  CHECK(config.supplier.url == "https://altai.example");
  CHECK(config.supplier.contact == "rpm@altai.example");

  const Key& key = config.keys.at("altai");
  CHECK(key.fingerprint == "0123456789ABCDEF0123456789ABCDEF01234567");
  CHECK(key.homedir == "/product/gnupg");
  CHECK(key.public_key == "/product/keys/RPM-GPG-KEY-altai");
  CHECK(config.keys.at("epel6").public_key == "/etc/keys/RPM-GPG-KEY-EPEL-6");
  CHECK(config.keys.at("epel6").expired == ExpiredKey::refuse);
  CHECK_FALSE(config.keys.at("epel6").sha1);
  CHECK(config.keys.at("centos6").expired == ExpiredKey::signed_before);
  CHECK(config.keys.at("centos6").sha1);
  CHECK(parsed("schema: 1\nproduct: p\nkeys: { k: { public: k, expired: ignore } }\n").keys.at("k").expired ==
        ExpiredKey::ignore);

  CHECK(config.upstreams.at("centos6-os").baseurl == "https://vault.example/6.10/os/x86_64");
  CHECK(config.upstreams.at("centos6-updates").baseurl == "file:///product/mirror/updates");
  CHECK(config.upstreams.at("centos6-updates").trust.size() == 2);
  CHECK(config.upstreams.at("epel6").mirrorlist == "https://mirrors.example/epel-6");
  CHECK(config.upstreams.at("epel6").signed_repomd);
  CHECK(config.upstreams.at("epel6").sha1);
  CHECK_FALSE(config.upstreams.at("centos6-os").signed_repomd);
  CHECK_FALSE(config.upstreams.at("centos6-os").sha1);

  const Target& target = config.targets.at("centos6");
  CHECK(target.arch == "x86_64");
  CHECK(target.dist == ".el6");
  CHECK(target.client == ClientProfile::el6);
  REQUIRE(target.repos.size() == 3);
  CHECK(*target.repos[2] == "epel6");
  CHECK(target.repos[2].where.line == 18);
  CHECK(target.repos[2].where.column == 55);
  CHECK(target.install == std::vector<std::string>{"bash", "pkgconfig(zlib)"});
  CHECK(target.macros == std::map<std::string, std::string>{{"_enable_x", "1"}, {"vendor", "Altai"}});
  CHECK(target.mock.root == "/product/mock/el6.cfg");
  CHECK(target.mock.options == std::vector<std::string>{"--config-opts=nice=1"});

  const PackageSource& release = config.packages.at("altai-release");
  CHECK(release.git == "/product/repos/altai-release");
  CHECK(release.ref == "1.10");  // text as written, not a number without its zeros
  CHECK(release.subdir == "sub");
  CHECK(release.spec == "dist/a.spec");
  CHECK(release.generated_sources.at("baseurl") == "https://x.example/v1.0.2\n");
  CHECK(config.packages.at("over-ssh").git == "git@git.example:team/over-ssh.git");
  CHECK(config.packages.at("over-ssh").targets == std::vector<std::string>{"centos6"});
  CHECK(config.packages.at("rabbitmq-server").srpm == "/product/srpms/rabbitmq-server-3.0-1.src.rpm");
  CHECK(config.packages.at("erlang").sha256 ==
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

  REQUIRE(config.base.size() == 1);
  CHECK(config.base[0].upstream == "centos6-os");
  CHECK(config.baseurl == "https://repo.example/altai");
  REQUIRE(config.sections.size() == 4);
  CHECK(config.sections[0].path == "centos6/$basearch");
  CHECK(config.sections[0].sign == "altai");
  CHECK(config.sections[1].from == Section::From::upstream);
  CHECK(config.sections[1].upstream == "centos6-updates");
  CHECK(config.sections[1].selection.take == Selection::Take::closure);
  CHECK(config.sections[3].from == Section::From::srpms);
  CHECK(config.sections[3].of == "deps/misc");
  CHECK(config.sections[3].where.line == 37);
}

TEST_CASE("locations of files that a commit does not contain") {
  const Config config = parse(
      "schema: 1\nproduct: p\npackages:\n  a:\n    git: .\n    sources:\n      one: text\n"
      "      two.tar.gz: { url: mirror/two.tar.gz, sha256: "
      "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef }\n"
      "    lookaside: https://x.example/pkgs/\n    lfs: https://x.example/lfs\n"
      "  b: { git: ., lookaside: \"cache/{digest}\", lfs: store }\n",
      "/product/repos.yaml", k_hostbase);
  const PackageSource& a = config.packages.at("a");
  CHECK(a.generated_sources == std::map<std::string, std::string>{{"one", "text"}});
  REQUIRE(a.remote_sources.size() == 1);
  const RemoteSource& two = a.remote_sources.at("two.tar.gz");
  CHECK(two.url == "file:///product/mirror/two.tar.gz");
  CHECK(two.sha256 == "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  CHECK(two.where.line == 8);
  CHECK(two.where.column == 53);
  CHECK(a.recipe.lookaside == "https://x.example/pkgs");
  CHECK(a.recipe.lfs == "https://x.example/lfs");
  CHECK(config.packages.at("b").recipe.lookaside == "file:///product/cache/{digest}");
  CHECK(config.packages.at("b").recipe.lfs == "file:///product/store");
}

TEST_CASE("a package goes to the section it names, otherwise to the first one for builds") {
  const Config config = parse(k_full, "/product/repos.yaml", k_hostbase);
  CHECK(config.section_of(config.packages.at("over-ssh")).path == "centos6/$basearch");
  CHECK(config.section_of(config.packages.at("erlang")).path == "deps/misc");
  const Config none = parsed("schema: 1\nproduct: p\npackages: { a: { git: . } }\n");
  CHECK_THROWS_WITH_AS(none.section_of(none.packages.at("a")), "no section contains the package 'a'", Error);
}

TEST_CASE("a section may be for one target, and a package goes to the section of its target") {
  const std::string product =
      "schema: 1\nproduct: p\nupstreams: { u: { baseurl: /u, trust: [hostbase] } }\ntargets:\n"
      "  old: { client: el6, buildroot: { repos: [u] } }\n"
      "  new: { client: rpm6, buildroot: { repos: [u] } }\n"
      "packages: { a: { git: . } }\n"
      "release: { sections: {\n"
      "  old: { from: builds, target: old, sign: hostbase },\n"
      "  new: { from: builds, target: new, sign: hostbase } } }\n";
  const Config config = parsed(product);
  CHECK(config.targets.at("old").client == ClientProfile::el6);
  CHECK(config.targets.at("new").client == ClientProfile::rpm6);
  const PackageSource& package = config.packages.at("a");
  CHECK(config.section_of(package, "old").path == "old");
  CHECK(config.section_of(package, "new").path == "new");
  CHECK(config.section_of(package).path == "old");
  CHECK_THROWS_WITH_AS(config.section_of(package, "hostbase"),
                       "no section contains the package 'a' of the target 'hostbase'", Error);
}

TEST_CASE("the only target is the default") {
  const Config config = parse(k_full, "/product/repos.yaml", k_hostbase);
  CHECK(config.target().name == "centos6");
  CHECK(config.target("hostbase").name == "hostbase");
  CHECK_THROWS_WITH_AS(config.target("centos5"), "no target is named 'centos5'", Error);
  const Config two = parsed(
      "schema: 1\nproduct: p\ntargets:\n  a: { buildroot: { repos: [hostbase] } }\n"
      "  b: { buildroot: { repos: [hostbase] } }\n");
  CHECK_THROWS_WITH_AS(two.target(), "there are several targets; choose one", Error);
  try {
    (void)two.target();
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    CHECK(error.hint() == "use --target with one of: a, b");
  }
  CHECK(parsed("schema: 1\nproduct: p\n").target().name == "hostbase");
}

TEST_CASE("the hostbase is always known") {
  const Config config = standalone(k_hostbase);
  CHECK(config.file.empty());
  CHECK(config.keys.at("hostbase").public_key == "/cache/hostbase/RPM-GPG-KEY-hostbase");
  CHECK(config.upstreams.at("hostbase").baseurl == "file:///cache/hostbase");
  CHECK(*config.upstreams.at("hostbase").trust.at(0) == "hostbase");
  CHECK(config.target().name == "hostbase");
  CHECK(config.target().install == hostbase_install());
  CHECK(config.target().engine == "auto");
  CHECK(config.target().dist.empty());
  CHECK(config.target().client == ClientProfile::modern);
}

TEST_CASE("a target on the hostbase installs the hostbase's list unless it has its own") {
  const Config config = parsed(
      "schema: 1\nproduct: p\ntargets:\n  a: { buildroot: { repos: [hostbase] } }\n"
      "  b: { buildroot: { repos: [hostbase], install: [bash] } }\n");
  CHECK(config.targets.at("a").install == hostbase_install());
  CHECK(config.targets.at("b").install == std::vector<std::string>{"bash"});
}

TEST_CASE("a hostbase defined in the file takes precedence") {
  const Config config = parsed(
      "schema: 1\nproduct: p\nkeys: { mine: { public: k.asc } }\n"
      "upstreams: { hostbase: { baseurl: /srv/base, trust: [mine, hostbase] } }\n");
  CHECK(config.upstreams.at("hostbase").baseurl == "file:///srv/base");
  CHECK(config.keys.at("hostbase").public_key == "/cache/hostbase/RPM-GPG-KEY-hostbase");
}

TEST_CASE("mock may define the buildroot itself") {
  const Config config =
      parsed("schema: 1\nproduct: p\ntargets: { a: { engine: mock, mock: { root: centos-6-x86_64 } } }\n");
  CHECK(config.targets.at("a").mock.root == "centos-6-x86_64");
  CHECK(
      parsed("schema: 1\nproduct: p\ntargets: { a: { engine: mock, mock: { root: eol/centos-6-x86_64 } } }\n")
          .targets.at("a")
          .mock.root == "eol/centos-6-x86_64");
  CHECK(config.targets.at("a").repos.empty());
}

TEST_CASE("anchors and merge keys work") {
  const Config config = parsed(R"(
schema: 1
product: p
targets:
  a: &a { dist: .a, client: el7, buildroot: &root { repos: [hostbase], install: [bash] } }
  b: { <<: *a, dist: .b }
  c: { <<: [{ dist: .first }, *a], buildroot: { <<: *root, macros: { with_x: "1" } } }
)");
  CHECK(config.targets.at("b").dist == ".b");
  CHECK(config.targets.at("b").client == ClientProfile::el7);
  CHECK(config.targets.at("b").install == std::vector<std::string>{"bash"});
  CHECK(config.targets.at("c").dist == ".first");
  CHECK(config.targets.at("c").macros.at("with_x") == "1");
}

TEST_CASE("sections with a common prefix are not nested") {
  CHECK(complaint("schema: 1\nproduct: p\nkeys: { k: { homedir: g } }\nrelease: { sections: { deps/misc: { "
                  "from: builds, "
                  "sign: k }, deps/misc-srpms: { from: srpms, sign: k } } }\n")
            .empty());
}

TEST_CASE("$basearch becomes the name of an architecture and nothing else") {
  CHECK(
      complaint("schema: 1\nproduct: p\nrelease: { sections: { $basearch/os: { from: builds, sign: hostbase "
                "}, deps/os: { from: builds, sign: hostbase } } }\n")
          .empty());
  CHECK(repository_id("p", "a/$basearch/b-c") == "p-a-b-c");
  CHECK(repository_id("c++tools", "a+b") == "cplusplustools-aplusb");
}

TEST_CASE("commented-out values are not read") {
  CHECK(complaint("schema: 1\nproduct: p\nkeys:\n#  k: {}\npackages:\n").empty());
}
