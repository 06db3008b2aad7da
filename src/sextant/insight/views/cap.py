from django.http import HttpRequest, HttpResponse


def cap(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
