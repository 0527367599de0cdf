<?php

// Boots the Laravel that is installed as far as its configuration. In: a JSON list of {"files": {PATH: base64}, "process":
// {NAME: text}}. Out: a JSON list of {"mail": …, "ses": …, "cached": base64 of what `config:cache` writes}, or {"error": …}.

require 'Illuminate/autoload.php';

use Illuminate\Foundation\Application;
use Illuminate\Foundation\Bootstrap\LoadConfiguration;
use Illuminate\Foundation\Bootstrap\LoadEnvironmentVariables;
use Illuminate\Support\Env;

function set(string $name, ?string $text): void
{
    if ($text === null) {
        putenv($name);
        unset($_ENV[$name], $_SERVER[$name]);
    } else {
        putenv("$name=$text");
        $_ENV[$name] = $_SERVER[$name] = $text;
    }
}

function booted(array $case): array
{
    $root = sys_get_temp_dir() . '/laravel-' . bin2hex(random_bytes(8));
    foreach ($case['files'] as $path => $text) {
        @mkdir(dirname("$root/$path"), 0700, true);
        file_put_contents("$root/$path", base64_decode($text));
    }
    @mkdir("$root/config", 0700, true);
    $before = [array_keys($_ENV), array_keys($_SERVER)];
    array_map('set', array_keys($case['process']), $case['process']);
    Env::enablePutenv();
    try {
        $app = new Application($root);
        (new LoadEnvironmentVariables())->bootstrap($app);
        (new LoadConfiguration())->bootstrap($app);
        $config = $app['config'];
        return [
            'mail' => $config->get('mail'),
            'ses' => $config->get('services.ses'),
            'cached' => base64_encode('<?php return ' . var_export($config->all(), true) . ';' . PHP_EOL),
        ];
    } catch (Throwable $e) {
        return ['error' => $e->getMessage()];
    } finally {
        $names = array_merge(array_diff(array_keys($_ENV), $before[0]), array_diff(array_keys($_SERVER), $before[1]));
        array_map(fn ($name) => set($name, null), $names);
        exec('rm -rf ' . escapeshellarg($root));
    }
}

$cases = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map('booted', $cases), JSON_THROW_ON_ERROR | JSON_PARTIAL_OUTPUT_ON_ERROR);
