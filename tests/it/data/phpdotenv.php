<?php

// Reads files with the phpdotenv that is installed. In: a JSON list of files in base64. Out: a JSON list of
// {"values": {NAME: text or null}, "env": {NAME: what Laravel's env() returns}} or {"error": message}.

require 'Dotenv/autoload.php';

use Dotenv\Loader\Loader;
use Dotenv\Parser\Parser;
use Dotenv\Repository\Adapter\ArrayAdapter;
use Dotenv\Repository\RepositoryBuilder;
use Dotenv\Util\Str;

/** As Illuminate\Support\Env has it, in our own words. */
function laravel_env(?string $value): mixed
{
    return match (strtolower($value ?? 'null')) {
        'true', '(true)' => true,
        'false', '(false)' => false,
        'null', '(null)' => null,
        'empty', '(empty)' => '',
        default => preg_match('/\A([\'"])(.*)\1\z/', $value, $parts) ? $parts[2] : $value,
    };
}

function values_of(string $file): array
{
    try {
        $entries = (new Parser())->parse(Str::utf8($file)->success()->get());
    } catch (Dotenv\Exception\InvalidFileException $e) {
        return ['error' => $e->getMessage()];
    }
    // load() returns an array that PHP renumbers where a name is a number, so the repository is asked instead.
    $repository = RepositoryBuilder::createWithNoAdapters()->addAdapter(ArrayAdapter::class)->make();
    (new Loader())->load($repository, $entries);
    $values = [];
    foreach ($entries as $entry) {
        $values[$entry->getName()] = $repository->get($entry->getName());
    }
    return ['values' => (object) $values, 'env' => (object) array_map('laravel_env', $values)];
}

$files = json_decode(stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
$answers = array_map(fn (string $file) => values_of(base64_decode($file, true)), $files);
echo json_encode($answers, JSON_THROW_ON_ERROR);
