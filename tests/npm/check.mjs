// SPDX-License-Identifier: GPL-3.0-or-later
// Checks outputs of rpmworks with programs of npm: node check.mjs WHAT FILE… The packages are in the folder $RPMWORKS_NPM.
// Prints one line for each fault, and ends with 1 if there are any.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { checkSpdx2, checkSpdx3 } from './spdx.mjs';

const require = createRequire(process.env.RPMWORKS_NPM + '/');
const [what, ...files] = process.argv.slice(2);
const faults = [];
const fault = (text) => faults.push(text);
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

function parseExpression(text) {
  try {
    return require('spdx-expression-parse')(text);
  } catch (error) {
    fault(`${text}: ${error.message}`);
    return null;
  }
}

const checks = {
  // FILE: lib/licenses/spdx-ids.txt
  ids([file]) {
    const sections = { licenses: [], exceptions: [] };
    let section = null;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.startsWith('[')) section = sections[line.slice(1, -1)];
      else if (line !== '' && !line.startsWith('#')) section.push(...line.split(' '));
    }
    const compare = (name, ours, theirs) => {
      for (const id of theirs) if (!ours.includes(id)) fault(`${name}: ${id} is missing`);
      for (const id of ours) if (!theirs.includes(id)) fault(`${name}: npm has no ${id}`);
    };
    compare('licenses', sections.licenses, [...require('spdx-license-ids'), ...require('spdx-license-ids/deprecated.json')]);
    const deprecated = require('spdx-exceptions/deprecated.json');
    compare('exceptions', sections.exceptions, [...require('spdx-exceptions'), ...deprecated]);
  },

  // FILE: SPDX 2.3
  expressions([file]) {
    let parsed = 0;
    for (const one of json(file).packages) {
      if (one.licenseDeclared === 'NOASSERTION') continue;
      parseExpression(one.licenseDeclared);
      ++parsed;
    }
    if (parsed === 0) fault('no expressions');
  },

  // FILE: SPDX 2.3
  purls([file]) {
    const { PackageURL } = require('packageurl-js');
    for (const one of json(file).packages.slice(1)) {
      const text = one.externalRefs[0].referenceLocator;
      const purl = PackageURL.fromString(text);
      const again = PackageURL.fromString(purl.toString());
      const [, epoch, version] = /^(?:(\d+):)?(.*)$/.exec(one.versionInfo);
      const same = purl.type === 'rpm' && purl.name === one.name && purl.version === version &&
        (purl.qualifiers.epoch ?? '0') === (epoch ?? '0') && JSON.stringify(again) === JSON.stringify(purl);
      if (!same) fault(`${text} is not ${one.name} ${one.versionInfo}`);
      const keys = [...text.matchAll(/[?&]([a-z]+)=/g)].map((match) => match[1]);
      if (keys.join() !== [...keys].sort().join()) fault(`${text}: the qualifiers are not sorted`);
    }
  },

  async cyclonedx(files) {
    const { Spec, Validation } = require('@cyclonedx/cyclonedx-library');
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const version = Spec.Version[`v${JSON.parse(text).specVersion.replace('.', 'dot')}`];
      const problem = await new Validation.JsonStrictValidator(version).validate(text);
      if (problem !== null) fault(`${file}: ${JSON.stringify(problem).slice(0, 2000)}`);
      const bom = JSON.parse(text);
      const refs = new Set(['product', ...bom.components.map((one) => one['bom-ref'])]);
      if (refs.size !== bom.components.length + 1) fault(`${file}: a bom-ref is not unique`);
      for (const one of bom.dependencies)
        for (const ref of [one.ref, ...one.dependsOn]) if (!refs.has(ref)) fault(`${file}: no component has the bom-ref ${ref}`);
      for (const one of bom.components)
        for (const license of one.licenses ?? []) parseExpression(license.expression);
    }
  },

  spdx2: (files) => files.forEach((file) => checkSpdx2(json(file), (text) => fault(`${file}: ${text}`), parseExpression)),
  spdx3: (files) => files.forEach((file) => checkSpdx3(json(file), (text) => fault(`${file}: ${text}`), parseExpression)),

  // FILE…: CSAF 2.0: the schema, and all mandatory tests of the standard
  async csaf(files) {
    const { default: validate } = await import(process.env.RPMWORKS_NPM + '/node_modules/@secvisogram/csaf-validator-lib/validate.js');
    const schemas = await import(process.env.RPMWORKS_NPM + '/node_modules/@secvisogram/csaf-validator-lib/schemaTests.js');
    const mandatory = await import(process.env.RPMWORKS_NPM + '/node_modules/@secvisogram/csaf-validator-lib/mandatoryTests.js');
    for (const file of files) {
      const tests = [schemas.csaf_2_0_strict, ...Object.values(mandatory)];
      const result = await validate(tests, json(file));
      if (result.tests.length < 30) fault(`${file}: only ${result.tests.length} tests ran`);
      for (const test of result.tests)
        for (const error of test.errors) fault(`${file}: ${test.name}: ${error.instancePath} ${error.message}`);
    }
  },

  // FILE…: OSV: the rules of its schema that concern packages, because npm has no package with the schema
  osv(files) {
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
    const types = ['ADVISORY', 'ARTICLE', 'DETECTION', 'DISCUSSION', 'REPORT', 'FIX', 'INTRODUCED', 'GIT', 'PACKAGE', 'EVIDENCE', 'WEB'];
    const { PackageURL } = require('packageurl-js');
    for (const file of files) {
      const one = json(file);
      const wrong = (text) => fault(`${file}: ${text}`);
      if (!/^\d+\.\d+\.\d+$/.test(one.schema_version)) wrong('schema_version');
      if (!one.id || !time.test(one.modified) || !time.test(one.published)) wrong('id or a time');
      if (file.split('/').pop() !== one.id + '.json') wrong('the name of the file');
      for (const reference of one.references) {
        if (!types.includes(reference.type)) wrong(`the type of a reference: ${reference.type}`);
        new URL(reference.url);
      }
      if (one.affected.length === 0) wrong('nothing is affected');
      for (const affected of one.affected) {
        if (!affected.package.ecosystem || PackageURL.fromString(affected.package.purl).name !== affected.package.name) wrong('a package');
        for (const range of affected.ranges) {
          if (range.type !== 'ECOSYSTEM' || range.events.some((event) => Object.keys(event).length !== 1)) wrong('a range');
          if (!range.events.some((event) => 'introduced' in event)) wrong('a range begins nowhere');
        }
      }
    }
  },

  // SCHEMA FILE…: a JSON schema of draft 7 or 2020-12
  schema([schema, ...files]) {
    const schemaJson = json(schema);
    const draft2020 = String(schemaJson.$schema).includes('2020-12');
    const Ajv = draft2020 ? require('ajv/dist/2020').default : require('ajv').default;
    const ajv = new Ajv({ strict: false, allErrors: false });
    require('ajv-formats').default(ajv);
    const validate = ajv.compile(schemaJson);
    for (const file of files)
      if (!validate(json(file))) fault(`${file}: ${JSON.stringify(validate.errors).slice(0, 2000)}`);
  },
};

await checks[what](files);
for (const text of faults.slice(0, 20)) console.log(text);
if (faults.length > 20) console.log(`and ${faults.length - 20} more`);
process.exit(faults.length > 0 ? 1 : 0);
