"""A real browser that signs in: opens an address, presses a button of the page, and prints where it ends and what it shows.

    tests/browser.py ADDRESS allow|deny

Knows no Sesame. Debian's Chromium and its driver, without a window.
"""

import json
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

address, button = sys.argv[1:]
options = Options()
# Without a sandbox, as it must be where root runs it; it sees pages of this machine alone.
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                 "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"):
    options.add_argument(argument)
options.binary_location = "/usr/bin/chromium"
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
try:
    driver.get(address)
    driver.find_element(By.ID, button).click()
    WebDriverWait(driver, 60).until(lambda it: "/oauth/callback" in it.current_url)
    WebDriverWait(driver, 60).until(lambda it: it.find_elements(By.TAG_NAME, "p"))
    ended, shown = driver.current_url.split("?")[0], driver.find_element(By.TAG_NAME, "body").text
    # What is no address of a page is asked for too: the icon of a site.
    print(json.dumps({"ended": ended, "shown": shown}))
finally:
    driver.quit()
