// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/text.hpp"
#include "support/sanitized.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// A spec that runs `command` while it is parsed.
std::string spec_doing(const std::string& command) {
  return "%global x " + command + "\n" + small_spec("", "");
}

srpm::Request bounded() {
  srpm::Request request;
  request.bounds.memory_bytes = 512UL << 20;
  request.bounds.printed_bytes = 1UL << 20;
  return request;
}

}  // namespace

TEST_CASE("commands of a spec can neither read nor change files of the host") {
  const TempDir target(fs::temp_directory_path(), "srpm-target-");
  const std::string place = target.path().string();
  Fixture fixture(Files{
      {"greet.spec", spec_doing(fmt::format("%(touch {0}/shell; cat /etc/shadow; ls / /root /home)", place)) +
                         fmt::format("%global y %{{lua:os.execute('touch {0}/lua')}}\n", place)}});
  const auto srpm = fixture.make(bounded());
  CHECK(fs::is_empty(target.path()));
  // Their output would be in the expanded spec, which the package contains.
  const std::string bytes = read_file(srpm.path);
  CHECK_FALSE(says(bytes, "root:"));
}

TEST_CASE("the tree cannot be changed from inside the sandbox") {
  Fixture fixture(Files{
      {"greet.spec", spec_doing("%(echo evil > greet.conf; echo evil > %{_sourcedir}/greet.conf)") + ""},
      {"greet.conf", "good\n"}});
  std::string spec = fixture.git({"show", "HEAD:greet.spec"});
  spec.replace(spec.find("License"), 0, "Source1: greet.conf\n");
  fixture.write("greet.spec", spec).commit();
  CHECK(Fixture::member(fixture.make(bounded()).path, "greet.conf") == "good\n");
}

TEST_CASE("a spec that does not end is stopped") {
  Fixture fixture(Files{{"greet.spec", spec_doing("%(while :; do :; done)")}});
  srpm::Request impatient;
  impatient.bounds.deadline = std::chrono::milliseconds(900);
  const auto begin = std::chrono::steady_clock::now();
  const std::string error = fixture.error_of(impatient);
  CHECK(says(error, "greet.spec: error: rpm took longer than 0.9"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(8));

  fixture.write("greet.spec", spec_doing("%{lua: while true do end}")).commit();
  CHECK(says(fixture.error_of(impatient), "rpm took longer than"));
}

TEST_CASE("a spec that uses too much memory is stopped" * doctest::skip(k_is_sanitized)) {
  Fixture fixture(Files{{"greet.spec", spec_doing("%{lua: local s = 'x' while true do s = s .. s end}")}});
  const std::string error = fixture.error_of(bounded());
  CHECK(says(error, "greet.spec"));
  CAPTURE(error);
  CHECK((says(error, "not enough memory") || says(error, "rpm ended while it parsed")));
}

TEST_CASE("a spec that prints endlessly is stopped") {
  Fixture fixture(Files{{"greet.spec", spec_doing("%(yes >&2)")}});
  CHECK(says(fixture.error_of(bounded()), "greet.spec: error: the spec makes rpm print more than 1.0 MiB"));
  // Text on stdout becomes the macro's value, in rpm's own memory.
  fixture.write("greet.spec", spec_doing("%(yes)")).commit();
  CHECK(fixture.error_of(bounded()) != "");
  fixture.write("greet.spec", spec_doing("%{lua: while true do io.stdout:write('x') end}")).commit();
  CHECK(says(fixture.error_of(bounded()), "the spec makes rpm print more than"));
}

TEST_CASE("a spec that ends rpm is an error, whatever it prints instead") {
  Fixture fixture(Files{{"greet.spec", spec_doing("%(kill -9 $PPID)")}});
  CHECK(says(fixture.error_of(bounded()), "rpm ended while it parsed the spec"));
  fixture.write("greet.spec", spec_doing("%(echo '{\"spec\": 1}' > /proc/$PPID/fd/10; kill -9 $PPID)"))
      .commit();
  CHECK(fixture.error_of(bounded()) != "");
}

TEST_CASE("a spec reaches neither the answer's descriptor nor the process that holds it" *
          doctest::skip(k_is_sanitized)) {
  const std::string forged = R"({"spec":{"name":"forged"}})";
  Fixture fixture(Files{{"greet.spec", spec_doing("%(for f in /proc/[0-9]*/fd/*; do echo '" + forged +
                                                  "' > $f; done 2>/dev/null)")}});
  CHECK(fixture.make(bounded()).nevra.name == "greet");

  const std::string opens =
      "%{lua: local function can(path, mode) local f = io.open(path, mode) return f and 'open' or 'shut' end "
      "for i = 0, 63 do local f = io.open('/proc/self/fd/' .. i, 'w') if f then f:write('" +
      forged +
      "') f:close() end end "
      "local open = 0 for i = 0, 63 do if can('/proc/1/fd/' .. i, 'w') == 'open' then open = open + 1 end "
      "end "
      "print('Provides: reach(' .. can('/proc/1/mem', 'r+') .. '.' .. open .. ')\\n')}\n";
  fixture.write("greet.spec", small_spec(opens, "")).commit();
  const auto srpm = fixture.make(bounded());
  CHECK(srpm.nevra.name == "greet");
  REQUIRE(srpm.info.packages.size() == 1);
  const std::string provides = join(srpm.info.packages[0].provides, " ");
  CHECK(says(provides, "reach(shut.0)"));
}

TEST_CASE("a spec cannot end the answering process") {
  // rpm's own process can be ended, and processes that the spec leaves behind are not waited for.
  Fixture fixture(
      Files{{"greet.spec",
             spec_doing("%(kill -9 1; kill -STOP 1; setsid sleep 100 <&- >&- 2>&- & kill -TERM -1)")}});
  CHECK(says(fixture.error_of(bounded()), "rpm ended while it parsed the spec (exit code 143)"));
  fixture.write("greet.spec", spec_doing("%(kill -9 1; setsid sleep 100 <&- >&- 2>&- & echo y)")).commit();
  CHECK(fixture.make(bounded()).nevra.name == "greet");
}

TEST_CASE("a spec with an answer that is too large" * doctest::skip(k_is_sanitized)) {
  Fixture fixture(Files{{"greet.spec", small_spec("", "%{lua: print(('x'):rep(60 * 1024 * 1024))}\n")}});
  CHECK(fixture.error_of() != "");
}

TEST_CASE("a spec's commands run in bash") {
  Fixture fixture(Files{{"greet.spec",
                         "%global id %(c=0123456789; a=(x y); [[ $c == 0* ]] && echo ${c:0:7}${a[1]} && "
                         "readlink -f /proc/$$/exe >/dev/null)\n" +
                             small_spec("Provides: id(%{id})\n", "")}});
  const auto provides = fixture.make().info.packages.at(0).provides;
  CHECK(std::find(provides.begin(), provides.end(), "id(0123456y)") != provides.end());
}

TEST_CASE("text that a spec's commands print to stderr is a warning") {
  Fixture fixture(Files{{"greet.spec", "%global a %(echo fine)\n%global b %(nosuchprogram --version)\n" +
                                           small_spec("URL: %{b}%{b}x\n", "")}});
  fixture.make();
  REQUIRE(fixture.warnings().size() == 1);
  CHECK(fixture.warnings()[0] ==
        "greet.spec: line 2: the spec's commands: sh: line 1: nosuchprogram: command not found");

  fixture.warnings().clear();
  fixture
      .write("greet.spec",
             "%global a %(for i in 1 2 3 4 5; do echo \"$i: \033]0;x\" >&2; done; head -c 5000 /dev/zero "
             "| tr '\\0' x >&2)\n" +
                 small_spec("", ""))
      .commit();
  fixture.make();
  REQUIRE(fixture.warnings().size() == 4);
  CHECK(fixture.warnings()[0] == "greet.spec: line 1: the spec's commands: 1: \\x1b]0;x");
  CHECK(fixture.warnings()[3] == "greet.spec: the spec's commands: 3 more lines on stderr");
}

TEST_CASE("recursive macros and deep nesting are errors of rpm") {
  Fixture fixture(Files{{"greet.spec", "%define x %{x}\n" + small_spec("URL: %{x}\n")}});
  CHECK(says(fixture.error_of(bounded()), "the spec does not parse"));
}

TEST_CASE("a result written by the spec itself is not used") {
  // %{_srcrpmdir} exists while the package is written, but not while the spec is parsed.
  const std::string doing = "%(test -d %{_srcrpmdir} && ln -s /etc/shadow %{_srcrpmdir}/other.src.rpm)";
  Fixture fixture(Files{{"greet.spec", spec_doing(doing)}});
  CHECK(says(fixture.error_of(bounded()), "instead of greet-1.0-1.src.rpm"));
  fixture.write("greet.spec", "%global _srcrpmdir /tmp\n" + small_spec("", "")).commit();
  CHECK(says(fixture.error_of(bounded()), "rpm wrote no source package instead of greet-1.0-1.src.rpm"));
}

TEST_CASE("a spec that is different where its package is written") {
  std::string spec = small_spec("", "");
  spec.replace(spec.find("1.0"), 3, "%(test -d %{_srcrpmdir} && echo 2 || echo 1)");
  Fixture fixture(Files{{"greet.spec", spec}});
  CHECK(says(fixture.error_of(bounded()), "the spec depends on the folder where it is parsed"));
}

TEST_CASE("a spec cannot write files above the size limit, and cannot raise it") {
  Fixture fixture(
      Files{{"greet.spec", spec_doing("%(ulimit -f unlimited; head -c 3000000 /dev/zero > /tmp/x; "
                                      "stat -c %%s /tmp/x; ulimit -Hf)") +
                               "%{warn:wrote %{x}}\n"}});
  srpm::Request request = bounded();
  request.bounds.file_bytes = 1UL << 20;
  // This limit applies to parsing; rpm has its own limit for writing the package.
  fixture.make(request);
  std::string said;
  for (const auto& warning : fixture.warnings()) said += warning + "\n";
  CAPTURE(said);
  CHECK(says(said, "wrote 1048576"));
  CHECK_FALSE(says(said, "unlimited"));
}
